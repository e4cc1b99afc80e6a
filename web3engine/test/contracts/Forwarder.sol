// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Takes a struct that has a `from`, as meta transactions do; and ends itself.
contract Forwarder {
    struct Request {
        address from;
        uint256 amount;
    }

    function execute(Request calldata request) external payable returns (uint256, uint256) {
        return (request.amount, msg.value);
    }

    function check(Request calldata request) external pure {
        require(request.amount > 0, "nothing");
    }

    function call(uint256 x) external pure returns (uint256) {
        return x;
    }

    function end() external {
        selfdestruct(payable(msg.sender));
    }
}
