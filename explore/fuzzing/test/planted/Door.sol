// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

/// Bonds that are locked, unlocked by a keeper after a week, and then paid in two parts. Broken: cancelling between the
/// parts gives back the whole bond. What is done in the wrong order begins again.
contract Door {
    bool public immutable isBroken;
    uint256 public paidIn;
    uint256 public paidOut;
    uint256 public openedAt;
    mapping(address => uint256) public bondOf;
    mapping(address => uint256) public stageOf;
    mapping(address => uint256) public lockedAt;
    mapping(address => bool) public isKnown;
    mapping(address => bool) public hasHalf;
    address[] public waiting;

    constructor(bool isBroken_) {
        isBroken = isBroken_;
    }

    function register() external {
        require(!isKnown[msg.sender], "is registered");
        isKnown[msg.sender] = true;
    }

    function bond(uint256 value) external {
        require(isKnown[msg.sender], "is not registered");
        require(bondOf[msg.sender] == 0 && value > 0, "has a bond");
        bondOf[msg.sender] = value;
        paidIn += value;
        stageOf[msg.sender] = 1;
    }

    function lock() external {
        require(bondOf[msg.sender] > 0, "no bond");
        if (stageOf[msg.sender] != 1) {
            stageOf[msg.sender] = 1;
            return;
        }
        stageOf[msg.sender] = 2;
        lockedAt[msg.sender] = block.timestamp;
        waiting.push(msg.sender);
    }

    /// The keeper's step.
    function keep() external {
        for (uint256 i = 0; i < waiting.length; i++) {
            address who = waiting[i];
            if (stageOf[who] == 2 && block.timestamp >= lockedAt[who] + 7 days) stageOf[who] = 3;
        }
        delete waiting;
    }

    function ask() external {
        if (stageOf[msg.sender] != 3) {
            stageOf[msg.sender] = bondOf[msg.sender] > 0 ? 1 : 0;
            return;
        }
        stageOf[msg.sender] = 4;
    }

    function takeHalf() external {
        if (stageOf[msg.sender] != 4) {
            stageOf[msg.sender] = bondOf[msg.sender] > 0 ? 1 : 0;
            return;
        }
        require(!hasHalf[msg.sender], "has half");
        hasHalf[msg.sender] = true;
        stageOf[msg.sender] = 5;
        paidOut += bondOf[msg.sender] / 2;
    }

    function cancel() external {
        uint256 back = bondOf[msg.sender];
        if (hasHalf[msg.sender] && !isBroken) back -= back / 2;
        require(back > 0, "no bond");
        bondOf[msg.sender] = 0;
        stageOf[msg.sender] = 0;
        hasHalf[msg.sender] = false;
        paidOut += back;
    }
}
