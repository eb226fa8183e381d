#!/usr/bin/env bash
# Installs zsh and fish, from Debian's packages, for test/shells; does nothing where both are there.
set -euo pipefail

missing=()
for shell in zsh fish; do
  command -v "$shell" >/dev/null || missing+=("$shell")
done
[ ${#missing[@]} -eq 0 ] && exit 0

. "$(dirname "$0")/../debian-packages.sh"
install_packages "${missing[@]}"
