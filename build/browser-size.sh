# shellcheck shell=bash
# The size of the browser SDK beside its peers: fetches the pinned peers, and measures.

readonly SIZES="$ROOT/bench/browser-size"

run_sizes() {
  has_node || fail "the sizes are measured with Node.js; install the packages nodejs and npm"
  fetch_packages "$SDK" || fail "the packages of the browser SDK could not be fetched"
  fetch_packages "$SIZES" || fail "the packages to compare with could not be fetched"
  exec node "$SIZES/measure.js" "$@"
}
