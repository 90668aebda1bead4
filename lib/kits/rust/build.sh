#!/bin/sh
# Builds the plugin: plugin.wasm beside this file. Needs Rust with the standard library for WebAssembly:
#   Debian and Ubuntu   apt-get install cargo rustc libstd-rust-dev-wasm32 librust-serde-json-dev lld
#   rustup              rustup target add wasm32-wasip1
set -eu
cd "$(dirname "$0")"

# The first Rust that can build for WASI, under the name that the target has there.
for bin in "$(dirname "$(command -v cargo || echo /usr/bin/cargo)")" /usr/bin; do
    [ -x "$bin/cargo" ] && [ -x "$bin/rustc" ] || continue
    for target in wasm32-wasip1 wasm32-wasi; do
        std=$("$bin/rustc" --print sysroot)/lib/rustlib/$target/lib
        [ -d "$std" ] && break 2
    done
done
[ -d "${std:-}" ] || { echo "no Rust with the standard library for WebAssembly: see the top of $0" >&2; exit 1; }

# Debian's Rust libraries stand in for the registry where they are installed, so that nothing is fetched.
set -- build --quiet --release --target "$target"
debian=/usr/share/cargo/registry
if [ "$bin" = /usr/bin ] && ls -d $debian/serde_json-* >/dev/null 2>&1; then
    set -- "$@" --offline --config 'source.crates-io.replace-with="debian"' --config "source.debian.directory=\"$debian\""
fi
# Without the start code of a reactor the linker runs all constructors again on each call.
export RUSTFLAGS="-Clink-arg=$std/self-contained/crt1-reactor.o -Clink-arg=--export=_initialize"
RUSTC=$bin/rustc "$bin/cargo" "$@"
cp "${CARGO_TARGET_DIR:-target}/$target/release/plugin.wasm" plugin.wasm
