# Which processes there are, with which settings, and how they are brought up. Sourced by deploy/run.
# shellcheck shell=bash

binaries=(bm-broker bm-intake bm-review bm-evaluation bm-notification bm-gateway bmctl)
services=(intake review evaluation notification)
identities=(gateway intake review evaluation notification operator)
changed_services=() new_binaries=

# Sanitizer builds say where they write by environment; a release build has none of it.
sanitizer_environment=()
for name in ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS TSAN_OPTIONS; do
  [ -z "${!name:-}" ] || sanitizer_environment+=("$name=${!name}")
done
unset name

# A broker is named by where clients connect; where workers connect stands beside it.
front() { echo "ipc://$state/run/broker-$1/front"; } # NUMBER
back() { echo "ipc://$state/run/broker-$1/back"; }

# Every process knows every broker.
brokers() {
  local number list=()
  for number in $(seq "${scale[broker]}"); do list+=("$(front "$number")"); done
  (IFS=, && echo "${list[*]}")
}

write_processes() {
  local number service server malloc
  read -ra server < <(cluster server "$pg")
  read -ra malloc < <(cluster malloc "$pg")
  write_service postgres "${malloc[@]}" "${server[@]}"
  for number in $(seq "${scale[broker]}"); do
    install -d -m 0750 "$state/run/broker-$number"
    own "$state/run/broker-$number"
    write_service "broker-$number" "BM_FRONT=$(front "$number")" "BM_BACK=$(back "$number")" \
      "BM_KEYS_DIR=$state/keys/broker" "BM_HEALTH=unix:$state/run/broker-$number.health" "$state/app/bm-broker"
  done
  for service in "${services[@]}"; do
    for number in $(seq "${scale[$service]}"); do write_worker "$service" "$number"; done
  done
  write_service gateway "BM_LISTEN=$host:$port" "BM_BROKERS=$(brokers)" "BM_KEYS_DIR=$state/keys/gateway" \
    "BM_WEB_DIR=$web_dir" "BM_HEALTH=unix:$state/run/gateway.health" "$state/app/bm-gateway"
  remove_surplus
}

write_worker() { # SERVICE NUMBER
  local settings=(
    "BM_BROKERS=$(brokers)"
    "BM_KEYS_DIR=$state/keys/$1"
    "BM_DSN=$(cluster dsn "$pg" bianmin "bm_$1")"
    "BM_SEAL_KEYS=$state/secrets/$1.seal"
    "BM_HEALTH=unix:$state/run/$1-$2.health"
  )
  case $1 in
  intake) settings+=("BM_CALENDAR=$state/facts/calendar.txt" "BM_PAPERS_DIR=$state/papers") ;;
  review | evaluation) settings+=("BM_CALENDAR=$state/facts/calendar.txt") ;;
  notification) settings+=("${mail[@]}") ;;
  esac
  write_service "$1-$2" "${settings[@]}" "$state/app/bm-$1"
}

all_services() { (cd "$state/service" && ls -d -- *) 2>/dev/null; }

wanted_services() {
  local service number
  echo postgres
  echo gateway
  for service in broker "${services[@]}"; do
    for number in $(seq "${scale[$service]}"); do echo "$service-$number"; done
  done
}

remove_surplus() {
  local name wanted
  wanted=" $(wanted_services | tr '\n' ' ') "
  for name in $(all_services); do
    [[ $wanted == *" $name "* ]] || remove_service "$name"
  done
}

# New processes are let go. Those with new binaries or settings are taken round one by one, so that some of a kind always serve.
start_processes() {
  local name
  if [ -n "$new_binaries" ]; then mapfile -t changed_services < <(wanted_services | grep -vx postgres); fi
  for name in $(wanted_services); do
    if [ -f "$state/service/$name/down" ]; then
      start_service "$name"
    elif [[ " ${changed_services[*]} " == *" $name "* ]]; then
      restart_service "$name"
    fi
  done
}

# CURVE pairs, one folder an identity; a key to seal with, one file a service. What is there stays.
make_keys() {
  local service
  as_user "$state/app/bmctl" keys make "$state/keys" "${identities[@]}" >/dev/null || die "the keys could not be made"
  for service in "${services[@]}"; do
    [ -f "$state/secrets/$service.seal" ] ||
      as_user "$state/app/bmctl" sealkeys make "$state/secrets/$service.seal" >/dev/null || die "no key to seal with for $service"
  done
  cat >"$state/bmctl.new" <<SH
#!/bin/sh
# The operator's tool with the settings of this system.
export BM_BROKERS='$(brokers)' BM_KEYS_DIR='$state/keys/operator'
export BM_MIGRATE_DSN='$(cluster dsn "$pg" bianmin bm_migrate)'
exec '$state/app/bmctl' "\$@"
SH
  chmod 0755 "$state/bmctl.new"
  mv "$state/bmctl.new" "$state/bmctl"
}

migrate() {
  BM_MIGRATE_DSN=$(cluster dsn "$pg" bianmin bm_migrate) as_user "$state/app/bmctl" migrate >"$state/log/migrate" 2>&1 || {
    cat "$state/log/migrate" >&2
    die "the schemas could not be brought up to date"
  }
}

wait_for_postgres() {
  local tries
  for tries in $(seq 300); do
    cluster status "$pg" && return
    sleep 0.1
  done
  die "PostgreSQL does not answer; see $state/log/postgres"
}

# http_code SOCKET|PORT PATH
http_code() {
  if [ -S "$1" ]; then
    curl -s -o /dev/null -m 3 -w '%{http_code}' --unix-socket "$1" "http://localhost$2" || true
  else
    curl -s -o /dev/null -m 3 -w '%{http_code}' --noproxy '*' "http://127.0.0.1:$1$2" || true
  fi
}

wait_until_ready() {
  local deadline=$((SECONDS + 90)) name where waiting
  while :; do
    waiting=()
    for name in $(wanted_services); do
      [ "$name" != postgres ] || continue
      where=$state/run/$name.health
      [ "$(http_code "$where" /readyz)" = 200 ] || waiting+=("$name")
    done
    [ ${#waiting[@]} -gt 0 ] || return 0
    [ $SECONDS -lt $deadline ] || break
    sleep 0.3
  done
  for name in "${waiting[@]}"; do
    say "$name is not ready; the end of its log:"
    tail -n 8 "$state/log/$name/current" >&2 2>/dev/null || true
  done
  die "not ready: ${waiting[*]}"
}
