// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// One end of a bridge between two chains. What is sent here becomes a numbered message; the relayer reads it and delivers
/// it at the other end. Each end delivers what the other one has sent, in that order, once.
abstract contract BridgeEnd {
    struct Message {
        address to;
        uint256 amount;
        uint256 time;
    }

    /// Whose key delivers, and receives the fees. It is trusted: nothing here can see the other chain.
    address public immutable relayer;
    /// Part of an amount that stays with the relayer, in millionths, rounded down.
    uint256 public immutable feePpm;
    /// Number of the next message from the other end.
    uint256 public delivered;
    Message[] public messages;

    event Sent(uint256 indexed number, address indexed to, uint256 amount);
    event Delivered(uint256 indexed number, address indexed to, uint256 amount);

    constructor(address relayer_, uint256 feePpm_) {
        require(feePpm_ < 1e6, "Bridge: the fee takes everything");
        relayer = relayer_;
        feePpm = feePpm_;
    }

    /// How many messages have been sent from here.
    function sent() external view returns (uint256) {
        return messages.length;
    }

    /// Takes `amount` from the sender. `to` receives it at the other end, less the fee.
    function send(uint256 amount, address to) external returns (uint256 number) {
        require(to != address(0), "Bridge: no receiver");
        uint256 fee = (amount * feePpm) / 1e6;
        require(amount > fee, "Bridge: nothing to send");
        takeIn(msg.sender, amount - fee, fee);
        number = messages.length;
        messages.push(Message(to, amount - fee, block.timestamp));
        emit Sent(number, to, amount - fee);
    }

    /// Pays out message `number` of the other end.
    function deliver(uint256 number, address to, uint256 amount) external {
        require(msg.sender == relayer, "Bridge: only the relayer delivers");
        require(number == delivered, "Bridge: not the next message");
        delivered = number + 1;
        payOut(to, amount);
        emit Delivered(number, to, amount);
    }

    function takeIn(address from, uint256 amount, uint256 fee) internal virtual;

    function payOut(address to, uint256 amount) internal virtual;
}

/// The end of a bridge where the token lives: it locks what is sent, and releases what comes back.
contract BridgeLock is BridgeEnd {
    IERC20 public immutable token;
    /// How much of the token is locked. What somebody else transfers to this contract is not part of it.
    uint256 public locked;

    constructor(IERC20 token_, address relayer_, uint256 feePpm_) BridgeEnd(relayer_, feePpm_) {
        token = token_;
    }

    function takeIn(address from, uint256 amount, uint256 fee) internal override {
        locked += amount;
        require(token.transferFrom(from, address(this), amount), "Bridge: not paid");
        require(token.transferFrom(from, relayer, fee), "Bridge: not paid");
    }

    function payOut(address to, uint256 amount) internal override {
        require(amount <= locked, "Bridge: more than is locked");
        locked -= amount;
        require(token.transfer(to, amount), "Bridge: not paid");
    }
}
