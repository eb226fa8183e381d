#!/usr/bin/env bash
# Installs PyTorch from Debian's packages, and the Trainer of Hugging Face, Lightning and a kernel of Jupyter into a virtual
# environment in .cache/client of this checkout that sees it, for `npm run test:client`; does nothing where all is there.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Debian's packages are for its own Python alone.
python=/usr/bin/python3
home=.cache/client
wanted=packages/client-python/tests/requirements.txt

missing=()
for package in python3-torch python3-venv; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  # In a shell of its own: what it traps and ends is not ours.
  (
    . scripts/debian-packages.sh
    install_packages "${missing[@]}"
  )
fi

cmp -s "$wanted" "$home/installed.txt" && "$home/bin/python" -c 'import torch' 2>/dev/null && exit 0

log=$(mktemp)
trap 'rm -f "$log"' EXIT
rm -rf "$home"
mkdir -p "$(dirname "$home")"
if ! { "$python" -m venv --system-site-packages "$home" &&
  "$home/bin/pip" install --quiet --disable-pip-version-check --no-deps --ignore-installed -r "$wanted" &&
  "$home/bin/python" -c 'import torch, transformers, pytorch_lightning, ipykernel, nbclient'; } >>"$log" 2>&1; then
  rm -rf "$home"
  echo 'could not install the Trainer of Hugging Face, Lightning and a kernel of Jupyter (Python 3 of Debian with venv is needed):' >&2
  tail -n 20 "$log" >&2
  exit 1
fi
# Written last: it says that all is there.
cp "$wanted" "$home/installed.txt"
echo "installed what packages/client-python is tested with in $home"
