// SPDX-License-Identifier: GPL-3.0-only
pragma solidity ^0.7.0;
pragma experimental ABIEncoderV2;

import "@balancer-labs/v2-vault/contracts/Vault.sol";

/// Balancer V2's vault, whose package has its source only.
contract BalancerVault is Vault {
    constructor(IAuthorizer authorizer, IWETH weth) Vault(authorizer, weth, 0, 0) {}
}
