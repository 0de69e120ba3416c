#!/usr/bin/env node
// Old versions of Node have to be able to read this file, and this file only.
var parts = process.versions.node.split('.').map(Number);
if (parts[0] < 20 || (parts[0] === 20 && parts[1] < 15)) {
  process.stderr.write('Local KVS needs Node 20.15 or newer; this is ' + process.versions.node + '.\n');
  process.exitCode = 1;
} else {
  void import('./dist/main.js');
}
