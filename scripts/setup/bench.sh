#!/usr/bin/env bash
# Installs what the bench measures beside sigwatch, from Debian's packages; does nothing where all of it is there.
set -euo pipefail

missing=()
want() { command -v "$1" >/dev/null || missing+=("$2"); }
want rg ripgrep
want grep grep
want mtail mtail
want sec sec
want python3 python3
[ -x /usr/bin/time ] || missing+=(time)
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >>"$log" 2>&1; }
if ! { apt update && apt install -y --no-install-recommends "${missing[@]}"; }; then
  echo "could not install ${missing[*]}:" >&2
  tail -n 20 "$log" >&2
  exit 1
fi
# Debian starts both as services, which nobody asked for.
for service in mtail sec; do
  case " ${missing[*]} " in *" $service "*) "${as_root[@]}" systemctl disable --now "$service" >/dev/null 2>&1 || true ;; esac
done
echo "installed ${missing[*]}"
