// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.13;

/// What a sale asks of its two tokens.
interface ISaleToken {
    function balanceOf(address holder) external view returns (uint256);

    function transfer(address to, uint256 value) external returns (bool);

    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// @title Sells a datatoken at a price that declines with time, before there is a pool that could price it
/// @notice Everybody pays the price of the moment in which he buys. Prices are in the smallest units of the base token
///         per whole datatoken, which has 18 decimals. Its Python side is web3engine/dutchsale.py.
contract DutchSale {
    uint256 private constant WHOLE = 1e18;

    address public immutable seller;
    ISaleToken public immutable datatoken;
    ISaleToken public immutable baseToken;
    /// First and last second of the sale, in seconds since 1970.
    uint64 public immutable startTime;
    uint64 public immutable endTime;
    /// Prices in those two seconds.
    uint128 public immutable startPrice;
    uint128 public immutable floorPrice;

    /// Datatokens that were put up for sale, and how many of them were bought.
    uint256 public deposited;
    uint256 public sold;
    /// Base tokens that buyers paid.
    uint256 public proceeds;
    /// Price of the latest purchase; 0 before the first.
    uint256 public lastPrice;

    event Deposited(uint256 datatokens);
    event Bought(address indexed buyer, uint256 datatokens, uint256 cost, uint256 price);
    event Withdrawn(uint256 baseTokens, uint256 datatokens);

    /// @notice Who creates the sale is the seller.
    constructor(
        address datatoken_,
        address baseToken_,
        uint64 startTime_,
        uint64 endTime_,
        uint128 startPrice_,
        uint128 floorPrice_
    ) {
        require(datatoken_ != baseToken_, "DutchSale: a token for itself");
        require(startTime_ < endTime_, "DutchSale: ends before it starts");
        require(0 < floorPrice_ && floorPrice_ <= startPrice_, "DutchSale: prices must decline to more than 0");
        seller = msg.sender;
        datatoken = ISaleToken(datatoken_);
        baseToken = ISaleToken(baseToken_);
        startTime = startTime_;
        endTime = endTime_;
        startPrice = startPrice_;
        floorPrice = floorPrice_;
    }

    /// @notice Puts datatokens up for sale, which the seller has approved. Only before the first purchase, and no later
    ///         than in the first second, so that no buyer is surprised by more of them.
    function deposit(uint128 datatokens) external {
        require(msg.sender == seller, "DutchSale: only the seller");
        require(block.timestamp <= startTime && sold == 0, "DutchSale: too late for a deposit");
        deposited += datatokens;
        emit Deposited(datatokens);
        require(datatoken.transferFrom(seller, address(this), datatokens), "DutchSale: the datatoken refuses");
    }

    /// @notice Buys `datatokens`, or as many as are left, at the present price, which may not be above `maxPrice`.
    /// @return bought datatokens
    /// @return paid base tokens: bought * price, rounded up
    function buy(uint256 datatokens, uint256 maxPrice) external returns (uint256 bought, uint256 paid) {
        require(startTime <= block.timestamp, "DutchSale: not yet");
        require(block.timestamp <= endTime, "DutchSale: over");
        require(datatokens > 0, "DutchSale: nothing wanted");
        bought = datatokens < left() ? datatokens : left();
        require(bought > 0, "DutchSale: nothing left");
        uint256 present = price();
        require(present <= maxPrice, "DutchSale: the price is above maxPrice");
        paid = cost(bought);
        sold += bought;
        proceeds += paid;
        lastPrice = present;
        emit Bought(msg.sender, bought, paid, present);
        require(baseToken.transferFrom(msg.sender, address(this), paid), "DutchSale: the base token refuses");
        require(datatoken.transfer(msg.sender, bought), "DutchSale: the datatoken refuses");
    }

    /// @notice Gives the seller all that is here of both tokens, once the sale is over.
    function withdraw() external {
        require(msg.sender == seller, "DutchSale: only the seller");
        require(isOver(), "DutchSale: not over");
        uint256 baseTokens = baseToken.balanceOf(address(this));
        uint256 datatokens = datatoken.balanceOf(address(this));
        emit Withdrawn(baseTokens, datatokens);
        require(baseToken.transfer(seller, baseTokens), "DutchSale: the base token refuses");
        require(datatoken.transfer(seller, datatokens), "DutchSale: the datatoken refuses");
    }

    /// @notice The price at present, rounded up: `startPrice` until the start, `floorPrice` from the end on.
    function price() public view returns (uint256) {
        if (block.timestamp <= startTime) return startPrice;
        if (block.timestamp >= endTime) return floorPrice;
        uint256 passed = block.timestamp - startTime;
        return startPrice - (uint256(startPrice - floorPrice) * passed) / (endTime - startTime);
    }

    /// @notice What so many datatokens cost at the present price, rounded up.
    function cost(uint256 datatokens) public view returns (uint256) {
        return (datatokens * price() + WHOLE - 1) / WHOLE;
    }

    /// @notice Datatokens that nobody has bought.
    function left() public view returns (uint256) {
        return deposited - sold;
    }

    /// @notice Whether nothing can be bought any more: all is sold, or the last second has passed.
    function isOver() public view returns (bool) {
        return block.timestamp > endTime || (sold > 0 && left() == 0);
    }

    /// @notice The price that the sale has discovered, to open a pool at: that of the last datatoken if all were sold,
    ///         else the floor, where demand was less than supply.
    function clearingPrice() external view returns (uint256) {
        require(isOver(), "DutchSale: not over");
        return sold > 0 && left() == 0 ? lastPrice : floorPrice;
    }
}
