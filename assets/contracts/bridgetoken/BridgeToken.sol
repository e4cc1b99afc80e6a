// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {BridgeEnd} from "../bridgelock/BridgeLock.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// The end of a bridge where the token is a guest: it mints what was locked at the other end, and burns what is sent back.
contract BridgeToken is ERC20, BridgeEnd {
    constructor(string memory symbol_, address relayer_, uint256 feePpm_)
        ERC20("Bridged token", symbol_)
        BridgeEnd(relayer_, feePpm_)
    {}

    function takeIn(address from, uint256 amount, uint256 fee) internal override {
        _burn(from, amount);
        _transfer(from, relayer, fee);
    }

    function payOut(address to, uint256 amount) internal override {
        _mint(to, amount);
    }
}
