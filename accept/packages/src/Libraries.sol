// SPDX-License-Identifier: AGPL-3.0-only
pragma solidity ^0.8.19;

import {ERC20 as Solmate} from "solmate/src/tokens/ERC20.sol";
import {ERC4626 as SolmateERC4626} from "solmate/src/tokens/ERC4626.sol";
import {ERC20 as Solady} from "solady/src/tokens/ERC20.sol";
import {FixedPointMathLib} from "solady/src/utils/FixedPointMathLib.sol";
import {UD60x18, ud} from "@prb/math/src/UD60x18.sol";

/// Contracts on libraries whose packages have sources only.
contract SolmateToken is Solmate {
    constructor(uint256 supply) Solmate("Solmate", "SOL", 6) {
        _mint(msg.sender, supply);
    }
}

contract SolmateVault is SolmateERC4626 {
    constructor(Solmate asset_) SolmateERC4626(asset_, "Vault", "VLT") {}

    function totalAssets() public view override returns (uint256) {
        return asset.balanceOf(address(this));
    }
}

contract SoladyToken is Solady {
    constructor(uint256 supply) {
        _mint(msg.sender, supply);
    }

    function name() public pure override returns (string memory) {
        return "Solady";
    }

    function symbol() public pure override returns (string memory) {
        return "SLD";
    }
}

contract SoladyMath {
    function cbrt(uint256 x) external pure returns (uint256) {
        return FixedPointMathLib.cbrt(x);
    }
}

contract PrbMath {
    function pow(uint256 x, uint256 y) external pure returns (uint256) {
        return ud(x).pow(ud(y)).unwrap();
    }
}
