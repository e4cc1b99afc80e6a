// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

interface IToken {
    function balanceOf(address holder) external view returns (uint256);

    function transfer(address to, uint256 value) external returns (bool);

    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// A vault whose shares are priced by what it holds. Broken: a deposit that is worth less than a share is kept.
contract Vaulted {
    IToken public immutable token;
    bool public immutable isBroken;
    uint256 public totalShares;
    mapping(address => uint256) public sharesOf;

    constructor(IToken token_, bool isBroken_) {
        token = token_;
        isBroken = isBroken_;
    }

    function deposit(uint256 value) external {
        uint256 held = token.balanceOf(address(this));
        uint256 shares = totalShares == 0 ? value : (value * totalShares) / held;
        require(isBroken || shares * held >= ((value - value / 100) * totalShares), "rounded away");
        require(value > 0, "nothing");
        totalShares += shares;
        sharesOf[msg.sender] += shares;
        token.transferFrom(msg.sender, address(this), value);
    }

    function worthOf(address holder) public view returns (uint256) {
        return totalShares == 0 ? 0 : (sharesOf[holder] * token.balanceOf(address(this))) / totalShares;
    }

    function leave() external {
        uint256 worth = worthOf(msg.sender);
        totalShares -= sharesOf[msg.sender];
        sharesOf[msg.sender] = 0;
        token.transfer(msg.sender, worth);
    }
}
