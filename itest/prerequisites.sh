# Sourced by muster and verify: what must be on the machine, and the line that installs it.
# shellcheck shell=bash

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# Debian's packages for what is missing, in the order of the arguments: jdk maven node nft xfs nats redis
packages=()

java_version() { # of the JDK in $1: 17, 25, ...
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

# The JDK of JAVA_HOME, else the one on the path; JAVA_HOME is set to it.
find_jdk() {
  local home="${JAVA_HOME:-}"
  if [ -z "$home" ] && command -v javac >/dev/null; then
    home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
  fi
  local version
  version=$(java_version "$home") || return 1
  [ -x "$home/bin/javac" ] && [ "${version:-0}" -ge 17 ] || return 1
  export JAVA_HOME="$home"
}

find_node() { command -v node >/dev/null && command -v npm >/dev/null; }

# Debian puts some daemons where only root looks.
find_daemon() { PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$1" >/dev/null; }

look_for() {
  packages=()
  local what
  for what in "$@"; do
    case "$what" in
      jdk) find_jdk || packages+=(openjdk-17-jdk-headless) ;;
      maven) command -v mvn >/dev/null || packages+=(maven) ;;
      nft) { command -v nft && command -v ip; } >/dev/null || packages+=(nftables iproute2) ;;
      xfs) { command -v xfs_io && command -v mkfs.ext4; } >/dev/null || packages+=(xfsprogs e2fsprogs) ;;
      node) find_node || packages+=(nodejs npm) ;;
      nats) find_daemon nats-server || packages+=(nats-server) ;;
      redis) find_daemon redis-server || packages+=(redis-server) ;;
    esac
  done
}

# require INSTALL WHAT...: returns when all is there; INSTALL=1 installs what is not.
require() {
  local install="$1"
  shift
  look_for "$@"
  [ "${#packages[@]}" -gt 0 ] || return 0
  local line="apt-get update && apt-get install -y ${packages[*]}"
  if [ "$install" != 1 ]; then
    say "missing: ${packages[*]}. As root on Debian this installs it (or add --install):"
    fail "  $line"
  fi
  [ "$(id -u)" -eq 0 ] || fail "--install needs root; as root: $line"
  command -v apt-get >/dev/null || fail "--install needs Debian's apt-get; missing: ${packages[*]}"
  say "installing: $line"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update && apt-get install -y "${packages[@]}"; } </dev/null >&2 ||
    fail "the installation failed; the reason stands above"
  unset JAVA_HOME
  look_for "$@"
  [ "${#packages[@]}" -eq 0 ] || fail "still missing after the installation: ${packages[*]}"
}
