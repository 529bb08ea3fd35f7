# shellcheck shell=bash
# What Tidelock needs on a machine: found, installed where that is allowed, or asked for in exact words.

export DOTNET_NOLOGO=1
export DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# A first release of .NET 10 will do; global.json lets any later feature band in.
readonly DOTNET_CHANNEL=10.0

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "tidelock: $*"
  exit 1
}

# Packages may be installed by root on a Debian-like system; nobody else is asked for a password.
may_install() { [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; }

install_package() {
  may_install || return 1
  say "Installing the Debian package $1 …"
  if ! apt-cache show "$1" >/dev/null 2>&1; then
    apt-get update -qq >/dev/null 2>&1 || return 1
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null 2>&1
}

# The SDK keeps its state in the home directory; a build machine may have none, or one that can't be written.
give_dotnet_a_home() {
  if [[ -z "${HOME:-}" || ! -w "$HOME" ]]; then
    export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-$STATE/home}"
    export NUGET_PACKAGES="${NUGET_PACKAGES:-$STATE/packages}"
    mkdir -p "$DOTNET_CLI_HOME" "$NUGET_PACKAGES"
  fi
}

# Installers put the SDK into these places, and not always onto the PATH.
find_dotnet() {
  local place
  command -v dotnet >/dev/null && return 0
  for place in "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
    if [[ -n "$place" && -x "$place/dotnet" ]]; then
      export DOTNET_ROOT="$place" PATH="$place:$PATH"
      return 0
    fi
  done
  return 1
}

has_right_sdk() {
  find_dotnet && dotnet --list-sdks 2>/dev/null | grep -q "^${DOTNET_CHANNEL%%.*}\."
}

need_dotnet() {
  give_dotnet_a_home
  has_right_sdk && return 0
  install_package "dotnet-sdk-$DOTNET_CHANNEL" && has_right_sdk && return 0
  say "Tidelock needs the .NET SDK $DOTNET_CHANNEL (global.json names the version), and this machine has none."
  say "Install the package dotnet-sdk-$DOTNET_CHANNEL of your system, or, for this user only:"
  say "  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel $DOTNET_CHANNEL"
  fail "no .NET SDK $DOTNET_CHANNEL"
}

# Browser tests drive a Chromium that the system brings. Without one they are skipped, and the counts show it.
want_chromium() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && return 0
  done
  install_package chromium && return 0
  say "The browser tests need Chromium; without it they are skipped. Install the package chromium."
}

# The tests of the browser SDK drive Firefox and WebKit besides.
want_firefox() {
  command -v firefox-esr >/dev/null || command -v firefox >/dev/null && return 0
  install_package firefox-esr && return 0
  say "The tests in Firefox are skipped without it. Install the package firefox-esr."
}

# WebKit comes as WebKitGTK's own small browser, which wants a display, be it one that nobody sees.
want_webkit() {
  local name
  for name in WebKitWebDriver:webkit2gtk-driver Xvfb:xvfb; do
    command -v "${name%%:*}" >/dev/null || install_package "${name##*:}" && continue
    say "The tests in WebKit are skipped without it. Install the packages webkit2gtk-driver and xvfb."
    return
  done
}

# A library that shifts one process's clock. Without it the tests with clocks that jump are skipped, and the counts
# show it.
want_faketime() {
  compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null && return 0
  install_package libfaketime && return 0
  say "The tests with clocks that jump need libfaketime; without it they are skipped. Install the package libfaketime."
}
