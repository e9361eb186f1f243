# Small helpers that every script of deploy/ and tests/ sources. No effect of its own when sourced.
# shellcheck shell=bash

say() { printf '%s\n' "bianmin: $*" >&2; }
die() {
  say "$*"
  exit 1
}

# The user the system runs as: a system user when root starts it, else whoever starts it.
bm_user() {
  if [ "$(id -u)" = 0 ]; then echo "${BM_USER:-bianmin}"; else id -un; fi
}

# Makes the system user when root needs it. PostgreSQL refuses root, and nothing else here needs it either.
bm_need_user() {
  [ "$(id -u)" = 0 ] || return 0
  local user
  user=$(bm_user)
  id -u "$user" >/dev/null 2>&1 && return 0
  useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$user"
}

# as_user CMD…: runs the command as that user, with no other groups and no way back.
as_user() {
  if [ "$(id -u)" = 0 ]; then
    local user
    user=$(bm_user)
    setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs -- "$@"
  else
    "$@"
  fi
}

# random_text BYTES: url-safe text with that many bytes of randomness.
random_text() {
  head -c "$1" /dev/urandom | base64 -w0 | tr '+/' '-_' | tr -d '='
}

# A bare root that was just made may have no /proc, and little works without it.
bm_need_proc() {
  [ -e /proc/self/fd ] && return 0
  mount -t proc proc /proc 2>/dev/null || die "/proc is not mounted"
  say "mounted /proc"
}
