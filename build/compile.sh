# shellcheck shell=bash
# Builds what is out of date. The check takes milliseconds, so that `./tidelock users list` answers at once; the
# .NET build itself takes seconds even when it has nothing to do.

readonly CONFIGURATION=Release
readonly FRAMEWORK=net10.0

# output_of DIRECTORY ASSEMBLY: the path of a built assembly.
output_of() { printf '%s/%s/bin/%s/%s/%s.dll' "$ROOT" "$1" "$CONFIGURATION" "$FRAMEWORK" "$2"; }

# Every file that a build reads: those under the given directories and those at the root.
sources_in() {
  find "$@" \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -print
  find "$ROOT" -maxdepth 1 -type f \
    \( -name '*.props' -o -name '*.slnx' -o -name global.json -o -name .editorconfig -o -name BannedSymbols.txt \)
}

checksum_of_list() { LC_ALL=C sort | cksum; }

# The stamp holds a checksum of the list of sources (a file added or deleted changes it) and is as old as the start
# of the build (a file edited later is newer).
is_up_to_date() {
  local stamp="$1" assembly="$2" sources file
  shift 2
  [[ -f "$stamp" && -f "$assembly" ]] || return 1
  sources="$(sources_in "$@")"
  [[ "$(<"$stamp")" == "$(checksum_of_list <<<"$sources")" ]] || return 1
  while IFS= read -r file; do
    if [[ "$file" -nt "$stamp" ]]; then return 1; fi
  done <<<"$sources"
}

# compile STAMP-NAME ASSEMBLY TARGET SOURCE-DIRECTORY…
compile() {
  local stamp="$STATE/$1.stamp" assembly="$2" target="$3"
  shift 3
  is_up_to_date "$stamp" "$assembly" "$@" && return 0
  mkdir -p "$STATE"
  (
    # Two terminals that build one tree at once would break each other's files.
    if command -v flock >/dev/null; then flock 9; fi
    is_up_to_date "$stamp" "$assembly" "$@" || build "$stamp" "$target" "$@"
  ) 9>"$STATE/build.lock" || fail "the build failed"
}

build() {
  local stamp="$1" target="$2"
  shift 2
  say "Building … (the first time takes a minute)"
  touch "$stamp.start"
  dotnet build "$ROOT/$target" -c "$CONFIGURATION" -v quiet -nologo -clp:NoSummary >&2 || return 1
  sources_in "$@" | checksum_of_list >"$stamp"
  touch -r "$stamp.start" "$stamp"
  rm -f "$stamp.start"
}

compile_cli() {
  compile cli "$(output_of src/Tidelock.Cli Tidelock.Cli)" src/Tidelock.Cli "$ROOT/src"
}

compile_all() {
  compile all "$(output_of src/Tidelock.Cli Tidelock.Cli)" Tidelock.slnx "$ROOT/src" "$ROOT/tests" "$ROOT/samples"
}
