# shellcheck shell=bash
# The browser SDK's part of the tests: its packages, its types and its suites.

readonly SDK="$ROOT/sdk/browser"

has_node() {
  command -v npm >/dev/null && return 0
  install_package nodejs && install_package npm
}

want_node() {
  has_node && return 0
  say "The tests of the browser SDK need Node.js; without it they are skipped. Install the packages nodejs and npm."
  return 1
}

# fetch_packages DIRECTORY [OPTION]: anew when the list of them has changed. All of them will do where fewer are wanted.
fetch_packages() {
  local place="$1" stamp="$1/node_modules/.list" sum
  sum="$(cksum <"$place/package-lock.json")"
  [[ -f "$stamp" && ("$(<"$stamp")" == "$sum" || "$(<"$stamp")" == "$sum ${2:-}") ]] && return 0
  say "Fetching the packages of ${place#"$ROOT/"} …"
  (cd "$place" && npm ci --silent --ignore-scripts "${@:2}") >&2 </dev/null || return 1
  printf '%s' "$sum${2:+ $2}" >"$stamp"
}

# sum_of KEY REPORT: a number at the top of Vitest's report.
sum_of() {
  local found
  found="$(grep -o "\"$1\":[0-9]*" "$2" | head -n 1)"
  printf '%s' "${found##*:}"
}

# run_vitest NAME CONFIGURATION [DIRECTORY]: one of the SDK's suites, or of another package's; adds to the counts.
run_vitest() {
  local name="$1" configuration="$2" place="${3:-$SDK}" report="$REPORTS/${1//\//-}.json" status=0
  say "── $name"
  rm -f "$report"
  (cd "$place" && timeout "$SUITE_LIMIT" npx --no-install vitest run --config "$configuration" \
    --reporter=default --reporter=json --outputFile.json="$report") </dev/null >&2 || status=$?
  if [[ ! -s "$report" ]]; then
    broken "$name" "ended with code $status and left no report"
    return
  fi
  passed=$((passed + $(sum_of numPassedTests "$report")))
  skipped=$((skipped + $(sum_of numPendingTests "$report")))
  if (($(sum_of numFailedTests "$report") > 0)); then
    failed=$((failed + $(sum_of numFailedTests "$report")))
    failed_suites+=("$name")
  elif ((status != 0)); then
    broken "$name" "ended with code $status although no test failed"
  fi
}

# run_sdk: its types, its tests on a virtual clock, and those in real browsers, against the server that is built.
run_sdk() {
  local application
  if ! want_node || ! fetch_packages "$SDK"; then
    say "sdk/browser: skipped"
    skipped=$((skipped + 1))
    return
  fi
  if ! (cd "$SDK" && npx --no-install tsc -p tsconfig.json) >&2; then
    broken sdk/browser "its types do not fit"
    return
  fi
  run_vitest sdk/browser vitest.config.ts
  want_chromium
  want_firefox
  want_webkit
  want_faketime
  for application in react18 nextjs; do
    fetch_packages "$SDK/browsers/$application" || say "The tests in browsers/$application are skipped."
  done
  run_vitest sdk/browsers vitest.browsers.ts
}
