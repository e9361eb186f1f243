#!/usr/bin/env bash
# usage: openapi.sh OPENAPI_JSON [CACHE_DIR] — validates the API document as OpenAPI 3.1, and its schemas.
# The validator is installed once, pinned by openapi/package-lock.json, into CACHE_DIR (default: build/cache/openapi).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
document=$(realpath "$1")
cache=${2:-$here/../../build/cache/openapi}
mkdir -p "$cache"
cp "$here"/openapi/{package.json,package-lock.json,.npmrc,check.mjs} "$cache"
if ! cmp -s "$cache/package-lock.json" "$cache/installed-lock.json"; then
  (cd "$cache" && npm ci --silent --no-audit --no-fund)
  cp "$cache/package-lock.json" "$cache/installed-lock.json"
fi
exec node "$cache/check.mjs" "$document"
