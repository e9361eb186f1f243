# How tests/run runs one test: own log, time limit, sanitizers that write to files, counting. Sourced by tests/run.
# shellcheck shell=bash

harness_passed=0 harness_failed=0 harness_started=$SECONDS
harness_failures=()

harness_begin() { # KEEP
  harness_keep=$1
  harness_dir=$(mktemp -d "${TMPDIR:-/tmp}/bianmin-test.XXXXXX")
  mkdir -m 0777 "$harness_dir/sanitizers" # processes of the unprivileged user write here too
  mkdir "$harness_dir/logs"
  chmod 0755 "$harness_dir"
  trap harness_clean EXIT
  trap 'exit 130' INT TERM
  export BM_TEST_DIR=$harness_dir
  cp tests/support/*.supp "$harness_dir" # the tree may be closed to the unprivileged user
  local support=$harness_dir said=$harness_dir/sanitizers/report
  # Criterion with LeakSanitizer is silently green without abort_on_error.
  export ASAN_OPTIONS="abort_on_error=1:detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1:log_path=$said"
  export UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1:abort_on_error=1:log_path=$said"
  export LSAN_OPTIONS="suppressions=$support/lsan.supp:print_suppressions=0"
  export TSAN_OPTIONS="exitcode=66:second_deadlock_stack=1:suppressions=$support/tsan.supp:print_suppressions=0:log_path=$said"
}

harness_clean() {
  [ ! -d "$harness_dir/pg" ] || deploy/postgres/cluster stop "$harness_dir/pg" || true
  if [ -n "$harness_keep" ]; then say "kept $harness_dir"; else rm -rf "$harness_dir"; fi
}

# A cluster for the whole run: BM_TEST_DSN is its superuser, tests make databases of their own in it.
harness_postgres() {
  # The cluster is a child of the test user: no sanitizer settings of ours in its environment.
  deploy/postgres/cluster init "$harness_dir/pg" --test
  deploy/postgres/cluster database "$harness_dir/pg" bianmin
  BM_TEST_DSN=$(deploy/postgres/cluster dsn "$harness_dir/pg" bianmin bm_test)
  export BM_TEST_DSN BM_TEST_CLUSTER=$harness_dir/pg
}

must_build() { # PRESET [TARGET]…
  say "building $1"
  local log=$harness_dir/logs/build-$1
  if ! tests/support/build "$@" >"$log" 2>&1; then
    grep -E 'error|FAILED|undefined' "$log" | head -n 40 >&2 || tail -n 40 "$log" >&2
    say "the $1 build fails"
    echo '0 passed, 1 failed'
    exit 1
  fi
}

# attempt NAME SECONDS CMD…: sets attempt_{code,passed,failed,said,log}; judges nothing.
attempt() {
  local name=$1 limit=$2
  shift 2
  attempt_log=$harness_dir/logs/${name//\//-}
  rm -f "$harness_dir"/sanitizers/*
  attempt_code=0
  timeout -k 10 "$limit" "$@" >"$attempt_log" 2>&1 </dev/null || attempt_code=$?
  attempt_said=$(cat "$harness_dir"/sanitizers/* 2>/dev/null || true)
  # A test counts what is in it: Criterion's closing line, or a last line "N passed, M failed". Else it is one test.
  local counts
  counts=$(sed -nE -e 's/\x1b\[[0-9;]*m//g' \
    -e 's/.*Synthesis: Tested: ([0-9]+) \| Passing: ([0-9]+) .*/\2 \1/p' \
    -e 's/^(.*[^0-9])?([0-9]+) passed, ([0-9]+) failed.*/\2 \3 plain/p' "$attempt_log" | tail -n 1)
  if [[ $counts == *plain ]]; then
    read -r attempt_passed attempt_failed _ <<<"$counts"
  elif [ -n "$counts" ]; then
    read -r attempt_passed tested <<<"$counts"
    attempt_failed=$((tested - attempt_passed))
  else
    attempt_passed=1 attempt_failed=0
    [ "$attempt_code" = 0 ] || attempt_passed=0
  fi
  if { [ "$attempt_code" != 0 ] || [ -n "$attempt_said" ]; } && [ "$attempt_failed" = 0 ]; then
    attempt_failed=1
  fi
}

run_test() { # NAME SECONDS CMD…
  local started=$SECONDS
  attempt "$@"
  harness_passed=$((harness_passed + attempt_passed)) harness_failed=$((harness_failed + attempt_failed))
  if [ "$attempt_failed" = 0 ]; then
    printf 'ok    %-48s %5d tests %4ds\n' "$1" "$attempt_passed" $((SECONDS - started))
    return 0
  fi
  printf 'FAIL  %-48s exit %d\n' "$1" "$attempt_code"
  # What failed stands anywhere in a long log; its end says how it came out.
  { grep -E -B4 -A14 '^FAIL|^not ok|\[(FAIL|CRASH)\]|Assertion' "$attempt_log" | head -n 100 || true; echo ...; tail -n 25 "$attempt_log"; } |
    cut -c1-400 | sed 's/^/      | /'
  [ -z "$attempt_said" ] || sed 's/^/      ! /' <<<"$attempt_said" | head -n 80
  harness_failures+=("$1")
}

must_fail() { # NAME WHAT_THE_SANITIZER_SAYS CMD…
  local name=$1 word=$2
  shift 2
  attempt "$name" 60 "$@"
  if [ "$attempt_failed" -gt 0 ] && grep -q "$word" <<<"$attempt_said"; then
    harness_passed=$((harness_passed + 1))
    printf 'ok    %-48s     1 tests (%s was reported)\n' "$name" "$word"
  else
    harness_failed=$((harness_failed + 1))
    harness_failures+=("$name")
    printf 'FAIL  %-48s a seeded fault was not reported as: %s\n' "$name" "$word"
  fi
}

harness_end() {
  local name
  for name in "${harness_failures[@]}"; do echo "failed: $name"; done
  echo "took $((SECONDS - harness_started)) s"
  echo "$harness_passed passed, $harness_failed failed"
  [ "$harness_failed" = 0 ] || exit 1
  exit 0
}
