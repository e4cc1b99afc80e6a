#!/usr/bin/env node
// A Solidity compiler of npm, any version, with the input and output of a native one's --standard-json.
// Its argument is the folder of the package.
const fs = require("fs");
const path = require("path");
const folder = path.resolve(process.argv[2]);
const compiler = require(path.join(folder, "wrapper"))(require(path.join(folder, "soljson.js")));
// Old versions have it under another name.
const compile = compiler.compileStandardWrapper || compiler.compile;
process.stdout.write(compile(fs.readFileSync(0, "utf8")));
