// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {BridgeEnd} from "../bridgeend/BridgeEnd.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

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
