#!/bin/sh
# Builds the plugin: plugin.wasm beside this file, or the file that is given. The module in the repository is what exactly
# this makes, byte for byte: pip install ziglang==0.17.1
set -eu
output=$(realpath -m "${1:-$(dirname "$0")/plugin.wasm}")
cd "$(dirname "$0")"

[ "$(python3 -m ziglang version 2>/dev/null)" = 0.17.1 ] || { echo "needs ziglang 0.17.1: see the top of $0" >&2; exit 1; }
python3 -m ziglang cc -target wasm32-wasi -mexec-model=reactor -Os -Wall -Wl,--strip-all -Wl,-z,stack-size=131072 \
    -I. -I../../kits/c -o "$output" plugin.c
chmod 644 "$output"
