#!/usr/bin/env bash
# Installs OpenSSH's client and server, from Debian's packages, for test/ssh; does nothing where both are there. The tests
# start a server of their own, on loopback; the one that Debian would start as a service is not asked for.
set -euo pipefail

missing=()
command -v ssh >/dev/null || missing+=(openssh-client)
[ -x /usr/sbin/sshd ] || missing+=(openssh-server)
[ ${#missing[@]} -eq 0 ] && exit 0

. "$(dirname "$0")/../debian-packages.sh"
install_packages "${missing[@]}"
case " ${missing[*]} " in *" openssh-server "*) disable_services ssh ;; esac
