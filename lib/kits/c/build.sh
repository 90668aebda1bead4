#!/bin/sh
# Builds the plugin: plugin.wasm beside this file. Needs one of:
#   pip install ziglang                                              (any system; brings clang and the C library)
#   apt-get install clang lld wasi-libc libclang-rt-dev-wasm32       (Debian and Ubuntu)
set -eu
cd "$(dirname "$0")"

set -- -mexec-model=reactor -Os -Wall -Wl,--strip-all -Wl,-z,stack-size=131072 -I. -o plugin.wasm plugin.c
if python3 -m ziglang version >/dev/null 2>&1; then
    python3 -m ziglang cc -target wasm32-wasi "$@"
elif command -v zig >/dev/null; then
    zig cc -target wasm32-wasi "$@"
elif command -v clang >/dev/null && [ -d /usr/include/wasm32-wasi ]; then
    clang --target=wasm32-wasi "$@"
else
    echo "no compiler for C to WebAssembly: see the top of $0" >&2
    exit 1
fi
