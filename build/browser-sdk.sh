# shellcheck shell=bash
# The browser SDK's part of the tests: its packages, its types and its suites.

readonly SDK="$ROOT/sdk/browser"

want_node() {
  command -v npm >/dev/null && return 0
  install_package nodejs && install_package npm && return 0
  say "The tests of the browser SDK need Node.js; without it they are skipped. Install the packages nodejs and npm."
  return 1
}

# Packages are fetched anew when the list of them has changed.
fetch_packages() {
  local stamp="$SDK/node_modules/.list" sum
  sum="$(cksum <"$SDK/package-lock.json")"
  [[ -f "$stamp" && "$(<"$stamp")" == "$sum" ]] && return 0
  say "Fetching the packages of the browser SDK …"
  (cd "$SDK" && npm ci --silent --ignore-scripts) >&2 || return 1
  printf '%s' "$sum" >"$stamp"
}

# sum_of KEY REPORT: a number at the top of Vitest's report.
sum_of() {
  local found
  found="$(grep -o "\"$1\":[0-9]*" "$2" | head -n 1)"
  printf '%s' "${found##*:}"
}

# run_vitest NAME CONFIGURATION: one of the SDK's suites; adds to the counts.
run_vitest() {
  local name="$1" configuration="$2" report="$REPORTS/${1//\//-}.json" status=0
  say "── $name"
  rm -f "$report"
  (cd "$SDK" && timeout "$SUITE_LIMIT" npx --no-install vitest run --config "$configuration" \
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
  if ! want_node || ! fetch_packages; then
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
  run_vitest sdk/browsers vitest.browsers.ts
}
