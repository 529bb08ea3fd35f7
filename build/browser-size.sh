# shellcheck shell=bash
# The size of the browser SDK beside its peers: fetches the pinned peers, and measures.

readonly SIZES="$ROOT/bench/browser-size"

# fetch_peers: into a directory of its own, anew when the list of them has changed.
fetch_peers() {
  local stamp="$SIZES/node_modules/.list" sum
  sum="$(cksum <"$SIZES/package-lock.json")"
  [[ -f "$stamp" && "$(<"$stamp")" == "$sum" ]] && return 0
  say "Fetching the packages to compare with …"
  (cd "$SIZES" && npm ci --silent --ignore-scripts) >&2 || return 1
  printf '%s' "$sum" >"$stamp"
}

run_sizes() {
  command -v npm >/dev/null || { install_package nodejs && install_package npm; } ||
    fail "the sizes are measured with Node.js; install the packages nodejs and npm"
  fetch_packages || fail "the packages of the browser SDK could not be fetched"
  fetch_peers || fail "the packages to compare with could not be fetched"
  exec node "$SIZES/measure.js" "$@"
}
