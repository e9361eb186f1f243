# The pages of the browser: built when they can be, kept beside the binaries, given to the gateway. Sourced by deploy/run.
# shellcheck shell=bash

# Sets web_dir: the folder of pages that this state's gateway serves, "" where there are none. A folder is named by its
# content, so new pages are a new setting of the gateway, which is then restarted.
make_pages() {
  local out=$tree/build/web options=() sum
  web_dir=
  [ -z "$offline" ] || options+=(--offline)
  [ -n "$offline" ] || [ -z "$install" ] || "$tree/deploy/install" npm || true
  if ! "$tree/gateway/web/build" "${options[@]}" "$build_dir/proto/gen/bianmin/openapi.json" "$out" >"$state/log/pages" 2>&1 9>&-; then
    tail -n 5 "$state/log/pages" >&2
    say "the pages could not be built; see $state/log/pages. The API works without them"
    keep_last_pages
    return 0
  fi
  sum=$(cut -c1-16 "$out/.sum")
  web_dir=$state/web/$sum
  [ -d "$web_dir" ] || {
    install -d -m 0755 "$state/web"
    rm -rf "$web_dir.new"
    cp -r "$out" "$web_dir.new"
    chmod -R u=rwX,go=rX "$web_dir.new"
    mv "$web_dir.new" "$web_dir"
  }
}

# Those that nobody serves any more, once the gateway that serves the new ones is there: until then they are asked for.
remove_old_pages() {
  local name
  [ -n "$web_dir" ] || return 0
  for name in "$state"/web/*; do [ "$name" = "$web_dir" ] || rm -rf "$name"; done
}

# The pages that were served last: older than they should be is better than none. What was not copied to its end is none.
keep_last_pages() {
  local name
  for name in "$state"/web/*/index.html; do
    [[ ! -f $name || $name == *.new/index.html ]] || [[ -n $web_dir && ! $name -nt $web_dir/index.html ]] || web_dir=${name%/index.html}
  done
  [ -z "$web_dir" ] || say "the pages of the last run are served on"
}
