// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

/// What a vesting wallet asks of a token.
interface IHolding {
    function balanceOf(address holder) external view returns (uint256);

    function transfer(address to, uint256 value) external returns (bool);
}

/// @title Pays out ETH and ERC20 tokens to one beneficiary, little by little
/// @notice From `start` on, what was ever sent here vests second by second, until all of it has after `duration`. What is
///         sent later counts as if it had been here from the start. Its Python side is web3engine/vestingwallet.py.
contract VestingWallet {
    address public immutable beneficiary;
    /// In seconds since 1970.
    uint64 public immutable start;
    /// In seconds; with 0, all has vested at the start.
    uint64 public immutable duration;

    uint256 private releasedETH;
    mapping(address => uint256) private releasedOf;

    event EtherReleased(uint256 amount);
    event ERC20Released(address indexed token, uint256 amount);

    constructor(address beneficiary_, uint64 start_, uint64 duration_) {
        require(beneficiary_ != address(0), "VestingWallet: no beneficiary");
        beneficiary = beneficiary_;
        start = start_;
        duration = duration_;
    }

    /// @notice Takes ETH from anybody. Tokens are simply transferred here.
    receive() external payable {}

    /// @notice Pays out the ETH that is due. Anybody may call it.
    function release() external {
        uint256 due = vestedAmount(uint64(block.timestamp)) - releasedETH;
        releasedETH += due;
        emit EtherReleased(due);
        (bool ok, ) = beneficiary.call{value: due}("");
        require(ok, "VestingWallet: the beneficiary refuses ETH");
    }

    /// @notice Pays out what is due of a token. Anybody may call it.
    function release(address token) external {
        uint256 due = vestedAmount(token, uint64(block.timestamp)) - releasedOf[token];
        releasedOf[token] += due;
        emit ERC20Released(token, due);
        // Some tokens return nothing, others return false where they should revert.
        (bool ok, bytes memory said) = token.call(abi.encodeCall(IHolding.transfer, (beneficiary, due)));
        require(ok && (said.length == 0 || abi.decode(said, (bool))), "VestingWallet: the token refuses");
    }

    /// @notice Wei that were paid out.
    function released() external view returns (uint256) {
        return releasedETH;
    }

    /// @notice How much of a token was paid out.
    function released(address token) external view returns (uint256) {
        return releasedOf[token];
    }

    /// @notice Wei that have vested at `timestamp`, paid out or not, of all that came in until now.
    function vestedAmount(uint64 timestamp) public view returns (uint256) {
        return vested(address(this).balance + releasedETH, timestamp);
    }

    /// @notice How much of a token has vested at `timestamp`, paid out or not, of all that came in until now.
    function vestedAmount(address token, uint64 timestamp) public view returns (uint256) {
        return vested(IHolding(token).balanceOf(address(this)) + releasedOf[token], timestamp);
    }

    /// The part of `total` that has vested, rounded down.
    function vested(uint256 total, uint64 timestamp) private view returns (uint256) {
        if (timestamp < start) return 0;
        uint256 passed = timestamp - start;
        if (passed >= duration) return total;
        // total * passed / duration, to the unit, without a product that a large total could overflow.
        return (total / duration) * passed + ((total % duration) * passed) / duration;
    }
}
