// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

/// Accounts that pay each other with a fee of 1 %, which is kept apart. Broken: the fee of a large payment is taken twice.
contract Market {
    uint256 public constant LARGE = 700 ether;
    bool public immutable isBroken;
    uint256 public total;
    uint256 public fees;
    mapping(address => uint256) public balanceOf;

    constructor(bool isBroken_) {
        isBroken = isBroken_;
    }

    function top(uint256 value) external {
        require(value <= 100 ether, "too much at once");
        balanceOf[msg.sender] += value;
        total += value;
    }

    function pay(address to, uint256 value) external {
        uint256 fee = value / 100;
        uint256 taken = value + fee;
        if (isBroken && value >= LARGE) taken += fee;
        require(balanceOf[msg.sender] >= taken, "not enough");
        balanceOf[msg.sender] -= taken;
        balanceOf[to] += value;
        fees += fee;
    }
}
