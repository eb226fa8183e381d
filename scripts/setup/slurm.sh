#!/usr/bin/env bash
# Installs SLURM with its accounting from Debian's packages, for `npm run test:slurm`; does nothing where it is there. No
# service is started: each test starts a cluster of its own (test/slurm/cluster/start.sh).
set -euo pipefail

missing=()
for package in munge slurmctld slurmd slurm-client slurmdbd mariadb-server; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

. "$(dirname "$0")/../debian-packages.sh"
install_packages "${missing[@]}"
