// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

/// What the gate asks of its two tokens.
interface IGateToken {
    function balanceOf(address holder) external view returns (uint256);

    function approve(address spender, uint256 value) external returns (bool);

    function transfer(address to, uint256 value) external returns (bool);

    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// A pool of Ocean V3.
interface IPoolV3 {
    function swapExactAmountIn(address tokenIn, uint256 amountIn, address tokenOut, uint256 minOut, uint256 maxPrice)
        external
        returns (uint256 amountOut, uint256 spotPriceAfter);

    function swapExactAmountOut(address tokenIn, uint256 maxIn, address tokenOut, uint256 amountOut, uint256 maxPrice)
        external
        returns (uint256 amountIn, uint256 spotPriceAfter);
}

/// A pool of Ocean V4: [tokenIn, tokenOut, consume market], [amount in or its limit, amount out or its limit, price
/// limit, fee of that market].
interface IPoolV4 {
    function swapExactAmountIn(address[3] calldata tokens, uint256[4] calldata amounts)
        external
        returns (uint256 amountOut, uint256 spotPriceAfter);

    function swapExactAmountOut(address[3] calldata tokens, uint256[4] calldata amounts)
        external
        returns (uint256 amountIn, uint256 spotPriceAfter);
}

/// @title A gate before one pool's swaps, which makes them dearer the more is traded per datatoken that is consumed
/// @notice Volumes are counted in datatokens, over about the last `window` seconds. What is traded is free of
///         surcharge up to cap = grace + k * consumed. From there its rate grows linearly, from 0 to `topRate` at
///         hard * cap; swaps beyond that are refused. Surcharges are in base tokens, on top of the pool's own fees.
///         Nobody is kept from calling the pool itself. Its Python side is web3engine/softcap.py.
contract SoftCap {
    uint256 private constant ONE = 1e18;

    address public immutable pool;
    /// Whether the pool is one of Ocean V4; else it is one of V3.
    bool public immutable isV4;
    IGateToken public immutable datatoken;
    IGateToken public immutable baseToken;
    /// Gets datatokens that are consumed.
    address public immutable publisher;
    /// Gets surcharges, and the toll on what is consumed.
    address public immutable collector;
    /// Seconds.
    uint256 public immutable window;
    /// Datatokens that may be traded without surcharge for each one consumed, times 1e18.
    uint256 public immutable k;
    /// Datatokens that may be traded without surcharge where none is consumed.
    uint256 public immutable grace;
    /// Multiple of the cap up to which swaps are let through, times 1e18; more than 1e18.
    uint256 public immutable hard;
    /// Surcharge at that multiple, as a fraction of the base tokens in a swap, times 1e18; at most 1e18.
    uint256 public immutable topRate;
    /// The collector's part of what is consumed, times 1e18; at most 1e18.
    uint256 public immutable toll;

    /// Datatokens in the window that began last, and in the one before.
    struct Sum {
        uint256 latest;
        uint256 before;
    }

    uint256 private immutable opened = block.timestamp;
    /// How many windows had passed when the sums were last brought up to date.
    uint256 private windows;
    Sum private tradedSum;
    Sum private consumedSum;

    event Bought(address indexed trader, uint256 datatokens, uint256 baseTokens, uint256 surcharge);
    event Sold(address indexed trader, uint256 datatokens, uint256 baseTokens, uint256 surcharge);
    event Consumed(address indexed consumer, uint256 datatokens);

    /// @param tokens the datatoken and the base token of the pool
    /// @param receivers publisher and collector
    /// @param terms window, k, grace, hard, topRate, toll
    constructor(
        address pool_,
        bool isV4_,
        address[2] memory tokens,
        address[2] memory receivers,
        uint256[6] memory terms
    ) {
        require(tokens[0] != tokens[1], "SoftCap: a token for itself");
        require(receivers[0] != address(0) && receivers[1] != address(0), "SoftCap: no receiver");
        require(terms[0] > 0, "SoftCap: no window");
        require(terms[3] > ONE, "SoftCap: hard must be above 1");
        require(terms[4] <= ONE && terms[5] <= ONE, "SoftCap: topRate and toll are 1 at most");
        pool = pool_;
        isV4 = isV4_;
        (datatoken, baseToken) = (IGateToken(tokens[0]), IGateToken(tokens[1]));
        (publisher, collector) = (receivers[0], receivers[1]);
        (window, k, grace, hard, topRate, toll) = (terms[0], terms[1], terms[2], terms[3], terms[4], terms[5]);
        IGateToken(tokens[0]).approve(pool_, type(uint256).max);
        IGateToken(tokens[1]).approve(pool_, type(uint256).max);
    }

    /// @notice Buys exactly `datatokens` in the pool. The trader has approved `maxCost`, or all that it has.
    /// @return cost base tokens, surcharge included: at most `maxCost`
    /// @return surcharge base tokens
    function buy(uint256 datatokens, uint256 maxCost) external returns (uint256 cost, uint256 surcharge) {
        uint256 rate_ = count(datatokens);
        uint256 held = baseToken.balanceOf(msg.sender);
        if (maxCost < held) held = maxCost;
        require(baseToken.transferFrom(msg.sender, address(this), held), "SoftCap: the base token refuses");
        uint256 paid = swapForExactly(datatokens, held);
        surcharge = part(paid, rate_);
        cost = paid + surcharge;
        require(cost <= held, "SoftCap: the surcharge makes it cost more");
        emit Bought(msg.sender, datatokens, paid, surcharge);
        send(baseToken, collector, surcharge);
        send(baseToken, msg.sender, held - cost);
        send(datatoken, msg.sender, datatokens);
    }

    /// @notice Sells exactly `datatokens`, which the trader has approved, in the pool.
    /// @return proceeds base tokens that the trader gets, surcharge deducted: at least `minProceeds`
    /// @return surcharge base tokens
    function sell(uint256 datatokens, uint256 minProceeds) external returns (uint256 proceeds, uint256 surcharge) {
        uint256 rate_ = count(datatokens);
        require(datatoken.transferFrom(msg.sender, address(this), datatokens), "SoftCap: the datatoken refuses");
        uint256 got = swapExactly(datatokens, minProceeds);
        surcharge = part(got, rate_);
        proceeds = got - surcharge;
        require(proceeds >= minProceeds, "SoftCap: the surcharge leaves less");
        emit Sold(msg.sender, datatokens, got, surcharge);
        send(baseToken, collector, surcharge);
        send(baseToken, msg.sender, proceeds);
    }

    /// @notice Consumes datatokens, which the consumer has approved: they go to the publisher, but for the toll.
    function consume(uint256 datatokens) external {
        update();
        consumedSum.latest += datatokens;
        emit Consumed(msg.sender, datatokens);
        uint256 tolled = part(datatokens, toll);
        require(datatoken.transferFrom(msg.sender, publisher, datatokens - tolled), "SoftCap: the datatoken refuses");
        if (tolled == 0) return;
        require(datatoken.transferFrom(msg.sender, collector, tolled), "SoftCap: the datatoken refuses");
    }

    /// @notice Datatokens that were traded through this gate lately.
    function traded() public view returns (uint256) {
        return recent(tradedSum);
    }

    /// @notice Datatokens that were consumed through this gate lately.
    function consumed() public view returns (uint256) {
        return recent(consumedSum);
    }

    /// @notice Datatokens that may be traded lately without surcharge.
    function cap() public view returns (uint256) {
        return grace + (k * consumed()) / ONE;
    }

    /// @notice Surcharge of a swap of so many datatokens, as a fraction of its base tokens, times 1e18, rounded up: the
    ///         mean of the rates that the volume passes through, so that many small swaps have the rate of a large one.
    function rate(uint256 datatokens) public view returns (uint256) {
        uint256 free = cap();
        uint256 top = (free * hard) / ONE;
        uint256 volume = traded();
        require(volume + datatokens <= top, "SoftCap: too much traded for what is consumed");
        uint256 from = volume > free ? volume - free : 0;
        uint256 to = volume + datatokens > free ? volume + datatokens - free : 0;
        if (from == to) return 0;
        return ceilDiv(topRate * (to - from) * (to + from), 2 * (top - free) * datatokens);
    }

    /// The rate of a swap that is about to happen, whose volume is counted by this.
    function count(uint256 datatokens) private returns (uint256 rate_) {
        rate_ = rate(datatokens);
        update();
        tradedSum.latest += datatokens;
    }

    /// What the pool takes for exactly `datatokens`: at most `maxPaid`.
    function swapForExactly(uint256 datatokens, uint256 maxPaid) private returns (uint256 paid) {
        (address dt, address base, uint256 any) = (address(datatoken), address(baseToken), type(uint256).max);
        if (isV4) (paid, ) = IPoolV4(pool).swapExactAmountOut([base, dt, address(0)], [maxPaid, datatokens, any, 0]);
        else (paid, ) = IPoolV3(pool).swapExactAmountOut(base, maxPaid, dt, datatokens, any);
    }

    /// What the pool gives for exactly `datatokens`: at least `minGot`.
    function swapExactly(uint256 datatokens, uint256 minGot) private returns (uint256 got) {
        (address dt, address base, uint256 any) = (address(datatoken), address(baseToken), type(uint256).max);
        if (isV4) (got, ) = IPoolV4(pool).swapExactAmountIn([dt, base, address(0)], [datatokens, minGot, any, 0]);
        else (got, ) = IPoolV3(pool).swapExactAmountIn(dt, datatokens, base, minGot, any);
    }

    /// Brings the sums up to the present window.
    function update() private {
        uint256 passed = (block.timestamp - opened) / window;
        if (passed == windows) return;
        bool isNext = passed == windows + 1;
        tradedSum = Sum(0, isNext ? tradedSum.latest : 0);
        consumedSum = Sum(0, isNext ? consumedSum.latest : 0);
        windows = passed;
    }

    /// The present window's sum, and so much of the one before as if that had come in evenly.
    function recent(Sum storage sum) private view returns (uint256) {
        uint256 age = block.timestamp - opened;
        uint256 passed = age / window - windows;
        uint256 latest = passed == 0 ? sum.latest : 0;
        uint256 before = passed == 0 ? sum.before : passed == 1 ? sum.latest : 0;
        return latest + (before * (window - (age % window))) / window;
    }

    /// `fraction` of an amount, in favour of who gets it.
    function part(uint256 amount, uint256 fraction) private pure returns (uint256) {
        return ceilDiv(amount * fraction, ONE);
    }

    function ceilDiv(uint256 a, uint256 b) private pure returns (uint256) {
        return a == 0 ? 0 : (a - 1) / b + 1;
    }

    function send(IGateToken token, address to, uint256 value) private {
        if (value > 0) require(token.transfer(to, value), "SoftCap: the token refuses");
    }
}
