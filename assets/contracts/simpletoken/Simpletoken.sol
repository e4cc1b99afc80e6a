// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.0;

/// @title A token with a fixed supply
/// @notice The worked example of "bring your own Solidity": all of an ERC20, and nothing else. Its Python side is
///         web3engine/simpletoken.py.
contract Simpletoken {
    string public name;
    string public symbol;
    uint8 public decimals;
    uint256 public totalSupply;

    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    /// @notice Gives the whole supply to who creates the token.
    /// @param supply in the token's smallest unit
    constructor(string memory symbol_, string memory name_, uint8 decimals_, uint256 supply) {
        symbol = symbol_;
        name = name_;
        decimals = decimals_;
        totalSupply = supply;
        balanceOf[msg.sender] = supply;
        emit Transfer(address(0), msg.sender, supply);
    }

    function transfer(address to, uint256 value) external returns (bool) {
        move(msg.sender, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        require(allowed >= value, "Simpletoken: not enough approved");
        allowance[from][msg.sender] = allowed - value;
        move(from, to, value);
        return true;
    }

    function move(address from, address to, uint256 value) private {
        require(to != address(0), "Simpletoken: no receiver");
        require(balanceOf[from] >= value, "Simpletoken: not enough tokens");
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }
}
