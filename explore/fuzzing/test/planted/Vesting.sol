// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

/// Grants that vest in 30 days and can be revoked. Broken: from 20 days after a grant on, a claim forgets that it was revoked.
contract Vesting {
    struct Grant {
        uint256 amount;
        uint256 start;
        uint256 revokedAt;
        uint256 paid;
    }

    uint256 public constant LENGTH = 30 days;
    bool public immutable isBroken;
    uint256 public locked;
    uint256 public paid;
    uint256 public returned;
    mapping(address => Grant) public grantOf;

    constructor(bool isBroken_) {
        isBroken = isBroken_;
    }

    function grant(address to, uint256 amount) external {
        require(grantOf[to].amount == 0, "has a grant");
        require(amount > 0, "nothing");
        grantOf[to] = Grant(amount, block.timestamp, 0, 0);
        locked += amount;
    }

    function revoke(address to) external {
        Grant storage g = grantOf[to];
        require(g.amount > 0 && g.revokedAt == 0, "nothing to revoke");
        g.revokedAt = block.timestamp;
        uint256 back = g.amount - vested(g, block.timestamp);
        require(back > 0, "all has vested");
        returned += back;
    }

    function claim() external {
        Grant storage g = grantOf[msg.sender];
        uint256 until = block.timestamp;
        bool isForgotten = isBroken && block.timestamp > g.start + 20 days;
        if (g.revokedAt != 0 && !isForgotten) until = g.revokedAt;
        uint256 due = vested(g, until) - g.paid;
        require(due > 0, "nothing is due");
        g.paid += due;
        paid += due;
    }

    function vested(Grant storage g, uint256 at) private view returns (uint256) {
        uint256 passed = at - g.start;
        return passed >= LENGTH ? g.amount : (g.amount * passed) / LENGTH;
    }
}
