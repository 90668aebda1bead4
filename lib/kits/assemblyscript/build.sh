#!/bin/sh
# Builds the plugin: plugin.wasm beside this file. Needs Node.js 20 or later and: npm install assemblyscript
set -eu
cd "$(dirname "$0")"

PATH=$PWD/node_modules/.bin:$PATH
command -v asc >/dev/null || { echo "no AssemblyScript: see the top of $0" >&2; exit 1; }
asc plugin.ts --outFile plugin.wasm -O3 --shrinkLevel 1 --use abort=
