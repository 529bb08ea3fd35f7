#!/usr/bin/env bash
# ExamBank, the sample: builds its page and its API where they are out of date. Run by itself, it becomes the site
# then, which is what `tidelock demo` does with it; the launcher's tests take its functions.
set -euo pipefail

if [[ -z "${ROOT:-}" ]]; then
  ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
  readonly ROOT
  readonly STATE="$ROOT/.tidelock"
  # shellcheck source=build/environment.sh
  source "$ROOT/build/environment.sh"
  # shellcheck source=build/compile.sh
  source "$ROOT/build/compile.sh"
  # shellcheck source=build/browser-sdk.sh
  source "$ROOT/build/browser-sdk.sh"
fi

readonly EXAM_BANK="$ROOT/samples/ExamBank"
readonly EXAM_PAGE="$EXAM_BANK/page"
# The page is built of its own sources and those of the SDK.
readonly EXAM_PAGE_SOURCES=("$EXAM_PAGE/src" "$EXAM_PAGE/public" "$EXAM_PAGE/index.html" "$EXAM_PAGE/vite.config.ts"
  "$EXAM_PAGE/package-lock.json" "$SDK/src")

exam_page_is_up_to_date() {
  is_up_to_date "$STATE/exam-page.stamp" "$EXAM_PAGE/dist/index.html" "${EXAM_PAGE_SOURCES[@]}"
}

build_exam_page() {
  local stamp="$STATE/exam-page.stamp"
  exam_page_is_up_to_date && return 0
  if ! has_node; then
    say "ExamBank, the sample site, needs Node.js to build its page; the demo goes on without it."
    return 1
  fi
  mkdir -p "$STATE"
  touch "$stamp.start"
  fetch_packages "$EXAM_PAGE" --omit=dev || return 1
  (cd "$EXAM_PAGE" && NODE_ENV=production npx --no-install vite build --logLevel warn) </dev/null >&2 || return 1
  sources_in "${EXAM_PAGE_SOURCES[@]}" | checksum_of_list >"$stamp"
  touch -r "$stamp.start" "$stamp"
  rm -f "$stamp.start"
}

exam_bank_is_up_to_date() {
  exam_page_is_up_to_date &&
    is_up_to_date "$STATE/exam-bank.stamp" "$(output_of samples/ExamBank ExamBank)" "$EXAM_BANK"
}

build_exam_bank() {
  build_exam_page || return 1
  compile exam-bank "$(output_of samples/ExamBank ExamBank)" samples/ExamBank "$EXAM_BANK" </dev/null
}

# run_exam_page: its types, its answers in a model of tabs, and the whole path in a browser.
run_exam_page() {
  if ! has_node || ! fetch_packages "$EXAM_PAGE"; then
    say "samples/ExamBank/page: skipped, it needs Node.js"
    skipped=$((skipped + 1))
    return
  fi
  if ! (cd "$EXAM_PAGE" && npx --no-install tsc -p tsconfig.json) >&2; then
    broken samples/ExamBank/page "its types do not fit"
    return
  fi
  run_vitest samples/ExamBank/page vitest.config.ts "$EXAM_PAGE"
  want_chromium
  if ! (build_exam_bank); then
    broken samples/ExamBank "can't be built"
    return
  fi
  run_vitest samples/ExamBank/browser vitest.browser.ts "$EXAM_PAGE"
}

if [[ "${BASH_SOURCE[0]}" == "$0" ]]; then
  need_dotnet
  if ! exam_bank_is_up_to_date; then
    # Where that can't work it is said at once, and no announcement promises a site.
    if exam_page_is_up_to_date || command -v npm >/dev/null || may_install; then echo building; fi
    build_exam_bank
  fi
  exec dotnet "$(output_of samples/ExamBank ExamBank)"
fi
