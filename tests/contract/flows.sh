#!/usr/bin/env bash
# usage: flows.sh BMCTL — every flow is sound, and its print stands word for word in the README of the service that owns it.
set -euo pipefail
bmctl=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
passed=0 failed=0
check() { # NAME, then the command's outcome
  if [ "$2" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "FAIL $1"; fi
}
declare -A owner=([case]=intake [visit]=intake [task]=review [rectification]=evaluation)
said=$("$bmctl" flow lint) && code=0 || code=$?
echo "$said"
check "flow lint" $code
while IFS=: read -r flow _; do
  readme=services/${owner[$flow]:?a flow without an owner in this test: $flow}/README.md
  "$bmctl" flow print "$flow" | /usr/bin/python3 -c '
import sys
print_, readme = sys.stdin.read().strip(), open(sys.argv[1], encoding="utf-8").read()
sys.exit(0 if print_ and print_ in readme else 1)' "$readme" && code=0 || code=$?
  check "$flow is not in $readme as bmctl prints it" $code
done <<<"$said"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
