// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

// Tokens of every kind, as short as they can be. Who deploys one owns what there is.

contract SixDecimals {
    string public constant symbol = "SIX";
    uint8 public constant decimals = 6;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    error Locked(uint256 amount, uint256 deadline, uint256 price);

    constructor() {
        balanceOf[msg.sender] = 1_000_000e6;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        return true;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        return true;
    }

    function lock(uint256 amount, uint256 deadline, uint256 price) external pure {
        revert Locked(amount, deadline, price);
    }
}

// As the first ones were: a symbol of 32 bytes, no decimals, and nothing is returned.
contract OldToken {
    bytes32 public constant symbol = "OLD";
    mapping(address => uint256) public balanceOf;

    constructor() {
        balanceOf[msg.sender] = 5e18;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }
}

contract Deeds {
    string public constant symbol = "DEED";
    mapping(uint256 => address) private _owners;
    mapping(address => uint256) public balanceOf;
    mapping(uint256 => address) public getApproved;
    mapping(address => mapping(address => bool)) public isApprovedForAll;

    constructor() {
        for (uint256 id = 1; id <= 3; id++) _owners[id] = msg.sender;
        balanceOf[msg.sender] = 3;
    }

    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == 0x80ac58cd || id == 0x01ffc9a7;
    }

    function ownerOf(uint256 id) public view returns (address) {
        require(_owners[id] != address(0), "no such deed");
        return _owners[id];
    }

    function approve(address to, uint256 id) external {
        require(msg.sender == ownerOf(id), "not yours");
        getApproved[id] = to;
    }

    function setApprovalForAll(address operator, bool yes) external {
        isApprovedForAll[msg.sender][operator] = yes;
    }

    function transferFrom(address from, address to, uint256 id) external {
        require(from == ownerOf(id), "not theirs");
        require(
            msg.sender == from || msg.sender == getApproved[id] || isApprovedForAll[from][msg.sender], "not allowed"
        );
        delete getApproved[id];
        balanceOf[from]--;
        balanceOf[to]++;
        _owners[id] = to;
    }
}

contract Goods {
    mapping(address => mapping(uint256 => uint256)) private _held;
    mapping(address => mapping(address => bool)) public isApprovedForAll;

    constructor() {
        _held[msg.sender][7] = 100;
        _held[msg.sender][8] = 1;
    }

    function balanceOf(address who, uint256 id) external view returns (uint256) {
        return _held[who][id];
    }

    function setApprovalForAll(address operator, bool yes) external {
        isApprovedForAll[msg.sender][operator] = yes;
    }

    function safeTransferFrom(address from, address to, uint256 id, uint256 amount, bytes calldata) external {
        require(msg.sender == from || isApprovedForAll[from][msg.sender], "not allowed");
        _held[from][id] -= amount;
        _held[to][id] += amount;
    }
}
