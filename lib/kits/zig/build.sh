#!/bin/sh
# Builds the plugin: plugin.wasm beside this file. Needs Zig 0.17: pip install ziglang==0.17.1, or `zig` in PATH.
set -eu
cd "$(dirname "$0")"

if python3 -m ziglang version >/dev/null 2>&1; then
    zig="python3 -m ziglang"
elif command -v zig >/dev/null; then
    zig=zig
else
    echo "no Zig: see the top of $0" >&2
    exit 1
fi
$zig build-exe plugin.zig -target wasm32-wasi -fno-entry -mexec-model=reactor -O ReleaseSmall -fstrip --stack 131072 \
    --export=alloc --export=library_call --export=library_check --export=library_metadata --export=library_doc --export=initialize \
    -femit-bin=plugin.wasm
