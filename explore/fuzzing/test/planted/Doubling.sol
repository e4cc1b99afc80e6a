// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

/// A token that its first owner has all of. Broken: a transfer to oneself adds without taking.
contract Doubling {
    bool public immutable isBroken;
    uint256 public immutable totalSupply;
    mapping(address => uint256) public balanceOf;

    constructor(uint256 supply, bool isBroken_) {
        isBroken = isBroken_;
        totalSupply = supply;
        balanceOf[msg.sender] = supply;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        uint256 from = balanceOf[msg.sender];
        uint256 other = balanceOf[to];
        require(from >= value, "not enough");
        balanceOf[msg.sender] = from - value;
        balanceOf[to] = (isBroken || to != msg.sender) ? other + value : from;
        return true;
    }
}
