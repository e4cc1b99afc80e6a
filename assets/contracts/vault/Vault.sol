// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ERC20, ERC4626, IERC20, Math} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";

/// A vault (ERC4626): whoever deposits gets shares, and each share is worth the same part of what the vault holds. Tokens
/// that are simply sent to it, such as a yield, raise the value of every share.
contract Vault is ERC4626 {
    using Math for uint256;

    /// Whether shares and assets that belong to nobody take part in the price, against inflation attacks.
    bool public immutable isGuarded;

    /// How many decimals shares have beyond those of the asset: a guarded vault has 10**offset such shares.
    uint8 private immutable _offset;

    constructor(IERC20 asset_, bool isGuarded_, uint8 offset) ERC4626(asset_) ERC20("Vault share", "VLT") {
        require(isGuarded_ || offset == 0, "only a guarded vault has an offset");
        isGuarded = isGuarded_;
        _offset = offset;
    }

    function _decimalsOffset() internal view override returns (uint8) {
        return _offset;
    }

    /// Without the guard: shares in proportion to what the vault holds, as vaults commonly computed them.
    function _convertToShares(uint256 assets, Math.Rounding rounding) internal view override returns (uint256) {
        if (isGuarded) return super._convertToShares(assets, rounding);
        return totalSupply() == 0 ? assets : assets.mulDiv(totalSupply(), totalAssets(), rounding);
    }

    function _convertToAssets(uint256 shares, Math.Rounding rounding) internal view override returns (uint256) {
        if (isGuarded) return super._convertToAssets(shares, rounding);
        return totalSupply() == 0 ? shares : shares.mulDiv(totalAssets(), totalSupply(), rounding);
    }
}
