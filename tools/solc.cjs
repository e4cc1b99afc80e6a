#!/usr/bin/env node
// The Solidity compiler of the npm package solc, with the command line that py-solc-x expects of a native one.
const fs = require("fs");
const compiler = require("solc/wrapper")(require("solc/soljson.js"));

if (process.argv.includes("--version")) {
  process.stdout.write(`Version: ${compiler.version()}\n`);
} else {
  process.stdout.write(compiler.compile(fs.readFileSync(0, "utf8")));
}
