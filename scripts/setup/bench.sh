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

. "$(dirname "$0")/../debian-packages.sh"
install_packages "${missing[@]}"
# Debian starts both as services, which nobody asked for.
for service in mtail sec; do
  case " ${missing[*]} " in *" $service "*) disable_services "$service" ;; esac
done
