// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Tokens that follow ERC20 to the letter of its ABI and surprise whoever expects more.

abstract contract Ledger {
    mapping(address => uint256) internal held;
    mapping(address => mapping(address => uint256)) public allowance;

    constructor() {
        held[msg.sender] = 100 ether;
    }

    function balanceOf(address who) external view virtual returns (uint256) {
        return held[who];
    }

    function move(address from, address to, uint256 amount) internal virtual returns (bool) {
        held[from] -= amount;
        held[to] += amount;
        return true;
    }

    function transfer(address to, uint256 amount) external virtual returns (bool) {
        return move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external virtual returns (bool) {
        allowance[from][msg.sender] -= amount;
        return move(from, to, amount);
    }

    function approve(address spender, uint256 amount) external virtual returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }
}

/// Takes a tenth more from the sender than arrives.
contract Taxed is Ledger {
    function move(address from, address to, uint256 amount) internal override returns (bool) {
        held[from] -= amount + amount / 10;
        held[to] += amount;
        return true;
    }
}

/// Delivers a tenth less than leaves the sender.
contract Skimmed is Ledger {
    function move(address from, address to, uint256 amount) internal override returns (bool) {
        held[from] -= amount;
        held[to] += amount - amount / 10;
        return true;
    }
}

/// Returns false where others revert.
contract Meek is Ledger {
    function move(address from, address to, uint256 amount) internal override returns (bool) {
        if (amount > 5 ether) return false;
        return super.move(from, to, amount);
    }

    function approve(address spender, uint256 amount) external override returns (bool) {
        if (amount > 5 ether) return false;
        allowance[msg.sender][spender] = amount;
        return true;
    }
}

/// What one holds grows by one token a day.
contract Rebasing is Ledger {
    uint256 private immutable born = block.timestamp;

    function balanceOf(address who) external view override returns (uint256) {
        return held[who] + (block.timestamp - born) * 1 ether / 1 days;
    }
}
