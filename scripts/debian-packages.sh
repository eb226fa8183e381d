# Sourced by scripts/setup/*.sh.

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)

# install_packages NAME…: from Debian; none of their services is started. Ends the script where that fails.
install_packages() {
  # Debian asks this program whether a package may start its service: 101 is a no.
  policy=/usr/sbin/policy-rc.d
  made=''
  log=$(mktemp)
  trap 'rm -f "$log"; [ -z "$made" ] || "${as_root[@]}" rm -f "$policy"' EXIT
  if ! [ -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    made=yes
    "${as_root[@]}" chmod 755 "$policy"
  fi
  if ! { apt_get update && apt_get install -y --no-install-recommends "$@"; }; then
    echo "could not install $*:" >&2
    tail -n 20 "$log" >&2
    exit 1
  fi
  echo "installed $*"
}

apt_get() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >>"$log" 2>&1; }

# disable_services NAME…: nor are they started with the machine, where it starts services.
disable_services() { "${as_root[@]}" systemctl disable --now "$@" >/dev/null 2>&1 || true; }
