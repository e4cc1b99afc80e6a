// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

/// Divides what comes in among members by weight. Broken: each part is rounded up, so the last one is paid too much.
contract Splitter {
    bool public immutable isBroken;
    uint256 public totalWeight;
    uint256 public received;
    uint256 public paid;
    uint256 public round;
    mapping(address => uint256) public weightOf;
    mapping(address => uint256) public paidOf;

    constructor(bool isBroken_) {
        isBroken = isBroken_;
    }

    function join(uint256 weight) external {
        require(weight > 0 && weight <= 1000, "no such weight");
        require(weightOf[msg.sender] == 0, "is a member");
        require(received == 0, "it has begun");
        weightOf[msg.sender] = weight;
        totalWeight += weight;
    }

    function receiveSome(uint256 value) external {
        require(totalWeight > 0, "nobody is there");
        require(value >= 1000, "too little");
        received += value;
    }

    function withdraw() external {
        uint256 whole = received * weightOf[msg.sender];
        uint256 due = whole / totalWeight;
        if (isBroken && whole % totalWeight > 0) due += 1;
        due -= paidOf[msg.sender];
        require(due > 0, "nothing is due");
        paidOf[msg.sender] += due;
        paid += due;
    }
}
