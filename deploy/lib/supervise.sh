# The processes of a state directory under runit: one folder a process in STATE/service, one runsvdir over them all.
# Everything runs as the system user; runit starts again what dies. Sourced by deploy/run.
# shellcheck shell=bash

# The order in which they are stopped: nobody loses what it still has to say.
stop_order=(gateway intake review evaluation notification broker postgres)

# write_service NAME COMMAND…: a folder for the supervisor. Says "changed" when it differs from what is there.
write_service() {
  local name=$1 folder=$state/service/$1 draft
  shift
  draft=$(mktemp -d "$state/run/service.XXXXXX")
  mkdir "$draft/log" "$draft/control"
  {
    printf '#!/bin/sh\nexec 2>&1\ncd /\nexec env -i'
    printf ' \\\n  %q' PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "${sanitizer_environment[@]}" "$@"
    printf '\n'
  } >"$draft/run"
  printf '#!/bin/sh\nexec svlogd %q\n' "$state/log/$name" >"$draft/log/run"
  chmod 0755 "$draft/run" "$draft/log/run" "$draft" "$draft/log" "$draft/control"
  # PostgreSQL takes SIGTERM as "wait for the clients"; SIGINT ends them.
  if [ "$name" = postgres ]; then
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nkill -INT "$(cat supervise/pid)"\n' >"$draft/control/t"
    chmod 0755 "$draft/control/t"
  fi
  install -d -m 0750 "$state/log/$name"
  printf 's10000000\nn10\n' >"$state/log/$name/config"
  own "$draft" "$draft"/* "$state/log/$name"
  if [ ! -d "$folder" ]; then
    [ "$name" = postgres ] || touch "$draft/down" # until start_service: the schemas come first
    mv "$draft" "$folder"
    return
  fi
  if ! cmp -s "$draft/run" "$folder/run"; then
    mv "$draft/run" "$folder/run"
    changed_services+=("$name")
  fi
  rm -rf "$draft"
}

own() { # PATH…: gives them, not what is in them, to the system user
  [ "$(id -u)" != 0 ] || chown "$(bm_user):$(bm_user)" "$@"
}

supervisor_runs() {
  local pid
  pid=$(cat "$state/run/supervisor.pid" 2>/dev/null) && [ -n "$pid" ] &&
    [ "$(readlink -f "/proc/$pid/exe" 2>/dev/null)" = "$(readlink -f "$(command -v runsvdir)")" ]
}

start_supervisor() {
  supervisor_runs && return 0
  [ ! -d "$state/service/gateway" ] || touch "$state/service/gateway/down" # until start_service has let it go first
  local as=() user
  if [ "$(id -u)" = 0 ]; then
    user=$(bm_user)
    as=(setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --)
  fi
  cd /
  setsid env -i PATH=/usr/bin:/bin "${as[@]}" runsvdir -P "$state/service" </dev/null >>"$state/log/supervisor" 2>&1 9>&- &
  echo $! >"$state/run/supervisor.pid" # setsid, env and setpriv become what they start
  cd "$tree"
}

# The gateway goes before the others where the processor is short: it is what says no to a crowd, and has to say so at once. Linux shares
# the processor among sessions (autogroup), and every backend of PostgreSQL is one; this is set for the supervisor of the one process, whose
# session and priority it has, also when it is started again. Only root may; else all are alike.
go_first() { # NAME
  local runsv
  runsv=$(ps -o pid=,args= --ppid "$(cat "$state/run/supervisor.pid")" | awk -v name="$1" '$2 == "runsv" && $3 == name {print $1}') || true
  [ "$(id -u)" = 0 ] && [ -n "$runsv" ] || return 0
  { echo -10 >"/proc/$runsv/autogroup"; } 2>/dev/null || true # there is none where groups of control share it out
  renice -n -10 -p "$runsv" >/dev/null 2>&1 || true
}

# Lets a new process go. The supervisor looks for new folders every five seconds.
start_service() {
  local tries
  rm -f "$state/service/$1/down"
  for tries in $(seq 80); do
    [ "$(service_state "$1")" = "" ] || break
    sleep 0.1
  done
  [ "$1" != gateway ] || go_first "$1"
  sv up "$state/service/$1" >/dev/null || die "the supervisor did not take $1"
}

service_names() { # PREFIX: "review" → review-1 review-2 …
  local folder
  for folder in "$state/service/$1" "$state/service/$1"-*; do
    [ -d "$folder" ] && basename "$folder"
  done
  return 0
}

# What a process is at: "run", "down", or nothing when its supervisor is not there.
service_state() {
  sv status "$state/service/$1" 2>/dev/null | sed -nE 's/^(run|down|finish):.*/\1/p' | head -n 1
}

restart_service() { sv -w 20 restart "$state/service/$1" >/dev/null || say "$1 did not come back in 20 s; see $state/log/$1"; }

remove_service() {
  sv -w 20 force-shutdown "$state/service/$1" >/dev/null 2>&1 || true
  rm -rf "${state:?}/service/$1"
}

# Every process under the supervisor, children first to find, for the check at the end of a stop.
descendants() {
  local pid=$1 child
  for child in $(ps -o pid= --ppid "$pid"); do descendants "$child"; done
  echo "$pid"
}

stop_everything() {
  [ -d "$state/service" ] || return 0
  local kind name folder pids=() pid
  if supervisor_runs; then
    mapfile -t pids < <(descendants "$(cat "$state/run/supervisor.pid")")
    kill -TERM "$(cat "$state/run/supervisor.pid")" 2>/dev/null || true # it ends and leaves the others to us
  fi
  for folder in "$state"/service/*/; do # also those whose supervisor was killed
    pid=$(cat "$folder/supervise/pid" 2>/dev/null) && [ -n "$pid" ] && pids+=("$pid")
  done
  for kind in "${stop_order[@]}"; do
    local together=()
    for name in $(service_names "$kind"); do together+=("$state/service/$name"); done
    [ ${#together[@]} = 0 ] || sv -w 20 force-shutdown "${together[@]}" >/dev/null 2>&1 || true
  done
  rm -f "$state/run/supervisor.pid"
  local tries
  for tries in $(seq 50); do
    alive "${pids[@]}" || break
    sleep 0.1
  done
  if alive "${pids[@]}"; then
    say "these did not end and are killed: $(alive_of "${pids[@]}" | tr '\n' ' ')"
    for pid in $(alive_of "${pids[@]}"); do kill -9 "$pid" 2>/dev/null || true; done
  fi
  # Their parent is gone: init takes what is left of them, some inits at leisure.
  for tries in $(seq 30); do
    [ -n "$(for pid in "${pids[@]}"; do [ ! -d "/proc/$pid" ] || echo "$pid"; done)" ] || break
    sleep 0.1
  done
}

# Of the pids noted before, those that still are processes of this state directory's user.
alive_of() {
  local pid owner
  owner=$(id -u "$(bm_user)" 2>/dev/null) || return 0
  for pid in "$@"; do
    [ -d "/proc/$pid" ] && [ "$(stat -c %u "/proc/$pid" 2>/dev/null)" = "$owner" ] &&
      [ "$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null)" != Z ] && echo "$pid"
  done
  return 0
}
alive() { [ -n "$(alive_of "$@")" ]; }
