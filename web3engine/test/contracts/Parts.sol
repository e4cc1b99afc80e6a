// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Small contracts, each with one thing that a wrapper must be able to do.

library Big {
    function twice(uint256 x) external pure returns (uint256) {
        return 2 * x;
    }
}

contract UsesBig {
    function f(uint256 x) external pure returns (uint256) {
        return Big.twice(x);
    }
}

contract Inner {
    error Locked(uint256 until, address by);

    function f() external view {
        revert Locked(77, msg.sender);
    }
}

interface IInner {
    function f() external;
}

/// Fails with an error that is not its own.
contract Outer {
    IInner private immutable inner;

    constructor(IInner inner_) {
        inner = inner_;
    }

    function go() external {
        inner.f();
    }
}

contract Over {
    event Paid(address indexed who, uint256 amount);
    event Paid(address indexed who, uint256 amount, bytes32 memo);
    event Quiet(uint256 indexed x, uint256 y) anonymous;

    function quote(uint256 x) external pure returns (uint256) {
        return x;
    }

    function quote(int256 x) external pure returns (int256) {
        return -x;
    }

    function pay() external {
        emit Paid(msg.sender, 1);
        emit Paid(msg.sender, 2, "m");
        emit Quiet(3, 4);
    }
}

contract Bank {
    uint256 public immutable begun;

    constructor() payable {
        begun = msg.value;
    }

    function deposit() external payable returns (uint256 total) {
        return address(this).balance;
    }
}

contract Orders {
    struct Price {
        uint256 base;
        uint8 decimals;
    }

    struct Order {
        address who;
        Price price;
        uint256[] sizes;
    }

    Order[] private orders;

    function place(Order calldata order) external returns (uint256 id) {
        orders.push(order);
        return orders.length - 1;
    }

    function all() external view returns (Order[] memory) {
        return orders;
    }

    function last() external view returns (Order memory order, uint256 count) {
        return (orders[orders.length - 1], orders.length);
    }
}

contract Heavy {
    uint256[] private xs;

    function fill(uint256 n) external {
        for (uint256 i; i < n; i++) xs.push(i + 1);
    }
}

/// Lets another contract do the work, and forgets why it failed.
contract Boss {
    Heavy private immutable heavy = new Heavy();

    function fill(uint256 n) external {
        try heavy.fill(n) {} catch { revert(); }
    }

    function fillWith(uint256 n, uint256 gas_) external {
        (bool done,) = address(heavy).call{gas: gas_}(abi.encodeCall(Heavy.fill, (n)));
        require(done, "the work was not done");
    }
}
