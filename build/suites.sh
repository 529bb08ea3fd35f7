# shellcheck shell=bash
# Runs the test suites, one after the other, and adds up what their reports say. A suite that crashes, hangs or runs
# no test counts as a failure: silence is never success.

# A suite that takes longer hangs.
readonly SUITE_LIMIT=45m
readonly REPORTS="$STATE/reports"

passed=0 failed=0 skipped=0
failed_suites=()

all_suites() { find "$ROOT/tests" -mindepth 2 -maxdepth 2 -name '*.csproj' -exec basename {} .csproj \; | LC_ALL=C sort; }

# pick_suites NAME…: the suites whose name has one of the words; all of them without words.
pick_suites() {
  local suite word
  while IFS= read -r suite; do
    if [[ $# == 0 ]]; then printf '%s\n' "$suite"; fi
    for word in "$@"; do
      if [[ "${suite,,}" == *"${word,,}"* ]]; then
        printf '%s\n' "$suite"
        break
      fi
    done
  done < <(all_suites)
}

# count_of ATTRIBUTE REPORT: a number in the head of a suite's report (xUnit's XML, one element for the suite).
count_of() {
  local head
  head="$(grep -o -m 1 '<assembly [^>]*>' "$2" | head -n 1)"
  if [[ "$head" =~ \ $1=\"([0-9]+)\" ]]; then printf '%s' "${BASH_REMATCH[1]}"; else printf 0; fi
}

# broken SUITE WHY: a suite that did not come to an end counts as one failure.
broken() {
  say "$1: $2"
  failed=$((failed + 1))
  failed_suites+=("$1")
}

# run_suite SUITE FILTERED RUNNER-ARGUMENT…
run_suite() {
  local suite="$1" filtered="$2" report="$REPORTS/$1.xml" status=0 failures
  shift 2
  rm -f "$report"
  say "── $suite"
  timeout "$SUITE_LIMIT" dotnet "$(output_of "tests/$suite" "$suite")" \
    -noLogo -noColor -xml "$report" "$@" </dev/null >&2 || status=$?
  if [[ ! -s "$report" ]]; then
    broken "$suite" "ended with code $status and left no report"
    return
  fi
  failures=$(($(count_of failed "$report") + $(count_of errors "$report")))
  passed=$((passed + $(count_of passed "$report")))
  skipped=$((skipped + $(count_of skipped "$report")))
  if ((failures > 0)); then
    failed=$((failed + failures))
    failed_suites+=("$suite")
  elif ((status != 0)); then
    broken "$suite" "ended with code $status although no test failed"
  elif (($(count_of total "$report") == 0)) && [[ "$filtered" == no ]]; then
    broken "$suite" "ran no test"
  fi
}

# run_suites [WORD…] [-OPTION…]
run_suites() {
  local words=() options=() suites=() suite filtered=no
  while [[ $# -gt 0 && "$1" != -* ]]; do
    words+=("$1")
    shift
  done
  options=("$@")
  mapfile -t suites < <(pick_suites "${words[@]}")
  local word with_sdk=no with_sample=no
  if [[ -f "$SDK/package.json" ]]; then
    if [[ ${#words[@]} == 0 ]]; then with_sdk=yes; fi
    for word in "${words[@]}"; do
      if [[ sdk/browser == *"${word,,}"* ]]; then with_sdk=yes; fi
    done
  fi
  if [[ -f "$EXAM_PAGE/package.json" ]]; then
    if [[ ${#words[@]} == 0 ]]; then with_sample=yes; fi
    for word in "${words[@]}"; do
      if [[ samples/exambank == *"${word,,}"* ]]; then with_sample=yes; fi
    done
  fi
  if [[ ${#suites[@]} == 0 && "$with_sdk$with_sample" == nono ]]; then
    # The words are no suite's: they are a part of the names of tests, looked for in every suite.
    mapfile -t suites < <(all_suites)
    for word in "${words[@]}"; do options+=(-method "*$word*"); done
  fi
  if [[ ${#options[@]} -gt 0 ]]; then filtered=yes; fi
  mkdir -p "$REPORTS"
  if [[ ${#suites[@]} -gt 0 ]]; then prepare_suites; else compile_cli; fi
  if [[ "$with_sdk" == yes && "$filtered" == no ]]; then run_sdk; fi
  if [[ "$with_sample" == yes && "$filtered" == no ]]; then run_exam_page; fi
  for suite in "${suites[@]}"; do run_suite "$suite" "$filtered" "${options[@]}"; done
  close_with_counts
}

prepare_suites() {
  if [[ -n "$(find "$ROOT/tests" -maxdepth 1 -name '*EndToEnd*' -print -quit)" ]]; then want_chromium; fi
  want_faketime
  compile_all
}

close_with_counts() {
  if ((passed + failed == 0)); then broken "tidelock test" "no test ran"; fi
  if ((${#failed_suites[@]} > 0)); then say "Failed: ${failed_suites[*]}"; fi
  printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0))
}
