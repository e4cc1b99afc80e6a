// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

import "../simpletoken/Simpletoken.sol";

/// The token that the curve is paid in. It must move exactly what it is told to.
interface IReserve {
    function transfer(address to, uint256 value) external returns (bool);

    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// A Balancer pool, used as a calculator: these functions depend on their arguments alone.
interface IPowers {
    /// poolSupply * ((1 + amountIn / balanceIn) ** (weightIn / totalWeight) - 1), without a fee
    function calcPoolOutGivenSingleIn(
        uint256 balanceIn,
        uint256 weightIn,
        uint256 poolSupply,
        uint256 totalWeight,
        uint256 amountIn,
        uint256 swapFee
    ) external view returns (uint256 poolAmountOut);

    /// balanceIn * ((1 + poolAmountOut / poolSupply) ** (totalWeight / weightIn) - 1), without a fee
    function calcSingleInGivenPoolOut(
        uint256 balanceIn,
        uint256 weightIn,
        uint256 poolSupply,
        uint256 totalWeight,
        uint256 poolAmountOut,
        uint256 swapFee
    ) external view returns (uint256 amountIn);

    /// balanceOut * (1 - (1 - poolAmountIn / poolSupply) ** (totalWeight / weightOut)), without a fee
    function calcSingleOutGivenPoolIn(
        uint256 balanceOut,
        uint256 weightOut,
        uint256 poolSupply,
        uint256 totalWeight,
        uint256 poolAmountIn,
        uint256 swapFee
    ) external view returns (uint256 amountOut);

    /// poolSupply * (1 - (1 - amountOut / balanceOut) ** (weightOut / totalWeight)), without a fee
    function calcPoolInGivenSingleOut(
        uint256 balanceOut,
        uint256 weightOut,
        uint256 poolSupply,
        uint256 totalWeight,
        uint256 amountOut,
        uint256 swapFee
    ) external view returns (uint256 poolAmountIn);
}

/// @title A token that mints itself: to buyers, on a bonding curve, and to a rewards account, by a schedule
/// @notice Anybody can buy from the reserve, and sell to it, at a price of reserve / (ratio * supply). All powers are
///         Balancer's. What they may be off is always charged to the trader, so no sequence of purchases and sales
///         takes out more than it has put in. Nobody owns the token. Its Python side is web3engine/curveminter.py.
contract CurveMinter is Simpletoken {
    enum Schedule {
        None,
        Halving,
        Exponential,
        Linear,
        Inflation
    }

    struct Terms {
        /// Reserve ratio of the curve, 0.1 to 0.9 times 1e18.
        uint256 ratio;
        /// Parts for the treasury of what buyers pay, and of what the curve pays sellers; times 1e18.
        uint256 tributeIn;
        uint256 tributeOut;
        Schedule schedule;
        /// Seconds in which what is left of `cap` is halved.
        uint256 era;
        /// All that halving, exponential and linear schedules let out.
        uint256 cap;
        /// Growth per year of the hatch supply, times 1e18; below 1e18.
        uint256 inflation;
    }

    uint256 private constant ONE = 1e18;
    uint256 private constant YEAR = 365 days;
    // Balancer ends the series of a power with the first term below 1e-10. When buying, terms alternate, so the power is
    // off by less than 1e-10 * (base - 1); when selling, they do not, and the power is too large, which pays less.
    uint256 private constant SERIES = 1e10;
    // Each operation on fractions is rounded to 1e-18: no power here takes more than 200 of these.
    uint256 private constant ROUNDING = 5e15;

    IReserve public immutable reserveToken;
    IPowers public immutable math;
    address public immutable treasury;
    address public immutable rewards;
    address private immutable hatcher;
    uint256 public immutable hatchSupply;
    uint256 public immutable hatchReserve;
    Terms public terms;

    /// When the curve opened, in seconds since 1970; 0 before.
    uint256 public openedAt;
    /// What the curve holds of the reserve token.
    uint256 public reserve;
    /// Where tokens came from, and went, apart from the hatch.
    uint256 public bought;
    uint256 public sold;
    uint256 public emitted;
    uint256 public burned;

    event Bought(address indexed buyer, uint256 paid, uint256 tribute, uint256 minted);
    event Sold(address indexed seller, uint256 sold, uint256 tribute, uint256 paid);

    /// @param math_ any Balancer pool
    /// @param treasury_ gets the tributes
    /// @param rewards_ gets what the schedule lets out
    /// @param hatchSupply_ tokens that the creator gets when the curve opens
    /// @param hatchReserve_ what the creator puts into the reserve then
    constructor(
        address reserveToken_,
        address math_,
        address treasury_,
        address rewards_,
        Terms memory terms_,
        uint256 hatchSupply_,
        uint256 hatchReserve_
    ) Simpletoken("SCI", "Science token", 18, 0) {
        require(treasury_ != address(0) && rewards_ != address(0), "CurveMinter: no receiver");
        require(terms_.ratio >= ONE / 10 && terms_.ratio <= (9 * ONE) / 10, "CurveMinter: ratio is 0.1 to 0.9");
        require(terms_.tributeIn < ONE && terms_.tributeOut < ONE, "CurveMinter: tributes are below 1");
        require(terms_.era > 0 && terms_.inflation < ONE, "CurveMinter: no era, or inflation of 1 or more");
        require(hatchSupply_ > 0 && hatchReserve_ > 0, "CurveMinter: nothing was hatched");
        reserveToken = IReserve(reserveToken_);
        math = IPowers(math_);
        treasury = treasury_;
        rewards = rewards_;
        hatcher = msg.sender;
        terms = terms_;
        hatchSupply = hatchSupply_;
        hatchReserve = hatchReserve_;
    }

    /// @notice Opens the curve: the creator pays the first reserve, which it has approved, and gets the first tokens.
    function open() external {
        require(msg.sender == hatcher && openedAt == 0, "CurveMinter: only its creator opens it, once");
        openedAt = block.timestamp;
        reserve = hatchReserve;
        mint(msg.sender, hatchSupply);
        take(msg.sender, address(this), hatchReserve);
    }

    // ---- the curve

    /// @notice What a token costs, in units of the reserve token times 1e18.
    function price() external view returns (uint256) {
        return (reserve * ONE * ONE) / (terms.ratio * totalSupply);
    }

    /// @notice Pays `paid`, which was approved, tribute included, for tokens: `minOut` at least.
    function buy(uint256 paid, uint256 minOut) external returns (uint256 out) {
        uint256 tribute = (paid * terms.tributeIn) / ONE;
        uint256 net = paid - tribute;
        require(net <= reserve / 2, "CurveMinter: half of the reserve at most");
        out = tokensFor(net);
        require(out > 0 && out >= minOut, "CurveMinter: too few tokens");
        reserve += net;
        bought += out;
        mint(msg.sender, out);
        take(msg.sender, address(this), net);
        take(msg.sender, treasury, tribute);
        emit Bought(msg.sender, paid, tribute, out);
    }

    /// @notice Sells `value` tokens for reserve tokens: `minOut` at least, after tribute.
    function sell(uint256 value, uint256 minOut) external returns (uint256 out) {
        require(value <= totalSupply / 2, "CurveMinter: half of the supply at most");
        uint256 gross = reserveFor(value);
        uint256 tribute = (gross * terms.tributeOut) / ONE;
        out = gross - tribute;
        require(out > 0 && out >= minOut, "CurveMinter: too little");
        reserve -= gross;
        sold += value;
        destroy(value);
        give(treasury, tribute);
        give(msg.sender, out);
        emit Sold(msg.sender, value, tribute, out);
    }

    /// Tokens for `net` of the reserve token: supply * ((1 + net / reserve) ** ratio - 1), less what that may be off.
    function tokensFor(uint256 net) private view returns (uint256) {
        uint256 supply = totalSupply;
        uint256 exact = math.calcPoolOutGivenSingleIn(reserve, terms.ratio, supply, ONE, net, 0);
        uint256 slack = (supply * net) / reserve / SERIES + supply / ROUNDING + 1;
        return exact > slack ? exact - slack : 0;
    }

    /// What `value` tokens fetch: reserve * (1 - (1 - value / supply) ** (1 / ratio)), less what that may be off.
    function reserveFor(uint256 value) private view returns (uint256) {
        uint256 held = reserve;
        uint256 exact = math.calcSingleOutGivenPoolIn(held, terms.ratio, totalSupply, ONE, value, 0);
        uint256 slack = held / ROUNDING + 1;
        return exact > slack ? exact - slack : 0;
    }

    // ---- emission

    /// @notice Tokens that the schedule has let out by `timestamp`, minted or not.
    function due(uint256 timestamp) public view returns (uint256) {
        if (openedAt == 0 || timestamp <= openedAt) return 0;
        uint256 passed = timestamp - openedAt;
        Schedule schedule = terms.schedule;
        uint256 era = terms.era;
        uint256 cap = terms.cap;
        if (schedule == Schedule.Halving) {
            uint256 k = passed / era;
            uint256 left = cap >> k;
            return cap - left + ((left - (left >> 1)) * (passed % era)) / era;
        }
        if (schedule == Schedule.Linear) return passed >= 2 * era ? cap : (cap * passed) / (2 * era);
        if (schedule == Schedule.Exponential) return halved(cap, passed, era);
        if (schedule == Schedule.Inflation) return grown(hatchSupply, passed);
        return 0;
    }

    /// @notice Mints what is due to the rewards account. Anybody may call it.
    function emitDue() external returns (uint256 value) {
        uint256 until = due(block.timestamp);
        if (until <= emitted) return 0;
        value = until - emitted;
        emitted = until;
        mint(rewards, value);
    }

    // Balancer's weights are at most 1, so a power above 1 and one below are two functions.

    /// cap * (1 - (1 / 2) ** (passed / era))
    function halved(uint256 cap, uint256 passed, uint256 era) private view returns (uint256) {
        if (passed <= era) return math.calcPoolInGivenSingleOut(2, passed, cap, era, 1, 0);
        return math.calcSingleOutGivenPoolIn(cap, era, 2, passed, 1, 0);
    }

    /// supply * ((1 + inflation) ** years - 1)
    function grown(uint256 supply, uint256 passed) private view returns (uint256) {
        if (passed <= YEAR) return math.calcPoolOutGivenSingleIn(ONE, passed, supply, YEAR, terms.inflation, 0);
        return math.calcSingleInGivenPoolOut(supply, YEAR, ONE, passed, terms.inflation, 0);
    }

    // ---- the supply

    /// @notice Takes tokens of the caller out of the supply.
    function burn(uint256 value) external {
        burned += value;
        destroy(value);
    }

    function mint(address to, uint256 value) private {
        totalSupply += value;
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function destroy(uint256 value) private {
        require(balanceOf[msg.sender] >= value, "CurveMinter: not enough tokens");
        // Without supply there is no price.
        require(value < totalSupply, "CurveMinter: these are all");
        balanceOf[msg.sender] -= value;
        totalSupply -= value;
        emit Transfer(msg.sender, address(0), value);
    }

    function take(address from, address to, uint256 value) private {
        require(value == 0 || reserveToken.transferFrom(from, to, value), "CurveMinter: the reserve token refuses");
    }

    function give(address to, uint256 value) private {
        require(value == 0 || reserveToken.transfer(to, value), "CurveMinter: the reserve token refuses");
    }
}
