# A Node that is new enough for the pages, and npm packages as their lock file pins them. Sourced.
# shellcheck shell=bash

node_pin=22.23.3 # where the machine's own is older than Vite wants; Debian 12 has 18

node_is_new() { node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }

# npm with the options of every call; where the network re-signs TLS, with the certificates to trust.
bm_npm() {
  local options=(--ignore-scripts --no-audit --no-fund --no-update-notifier --fetch-timeout=60000 --fetch-retries=2)
  if [ -n "${BM_CA_BUNDLE:-}" ]; then
    export NODE_EXTRA_CA_CERTS=$BM_CA_BUNDLE
    options+=("--cafile=$BM_CA_BUNDLE")
  fi
  timeout 600 npm "$@" "${options[@]}" </dev/null
}

# bm_npm_quiet WHAT ARGUMENT…: silent but for the end of what a failure said.
bm_npm_quiet() {
  local what=$1 log code=0
  shift
  log=$(mktemp)
  bm_npm "$@" >"$log" 2>&1 || code=$?
  [ "$code" = 0 ] || {
    tail -n 5 "$log" >&2
    say "npm could not bring $what"
  }
  rm -f "$log"
  return "$code"
}

# node_ready DIRECTORY OFFLINE: puts a Node that is new enough on the PATH, fetched into the directory if it must be.
node_ready() {
  local directory=$1 offline=$2 arch
  node_is_new && return 0
  case $(uname -m) in
  x86_64) arch=x64 ;;
  aarch64) arch=arm64 ;;
  *) say "there is no Node for $(uname -m)" && return 1 ;;
  esac
  PATH=$directory/node_modules/node-linux-$arch/bin:$PATH
  export PATH
  node_is_new && return 0
  [ -z "$offline" ] || { say "Node is missing or older than 20.19, and npm may not be asked" && return 1; }
  command -v npm >/dev/null || { say "npm is missing" && return 1; }
  mkdir -p "$directory"
  bm_npm_quiet "Node $node_pin" install --no-save --prefix "$directory" "node-linux-$arch@$node_pin" || return 1
  hash -r # the shell remembers the old one, which it was asked for above
  node_is_new || { say "the Node that npm brought does not run" && return 1; }
}

# npm_packages FOLDER OFFLINE: its node_modules as package-lock.json says; nothing to do when they are.
npm_packages() {
  local folder=$1 offline=$2 sum
  sum=$(sha256sum <"$folder/package-lock.json")
  [ "$(cat "$folder/node_modules/.sum" 2>/dev/null)" != "$sum" ] || return 0
  [ -z "$offline" ] || { say "the packages of the pages are missing, and npm may not be asked" && return 1; }
  (cd "$folder" && bm_npm_quiet "the packages of the pages" ci) || return 1
  echo "$sum" >"$folder/node_modules/.sum"
}
