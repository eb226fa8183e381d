#!/usr/bin/env bash
# Makes a virtual environment with Modal's client in .cache/modal of this checkout, for `npm run test:modal`; does nothing where
# it is there. MODAL_VERSION=… takes another version than the pinned one, and `MODAL_VERSION=newest` the newest there is. No
# service is asked for: each test starts a stand-in of its own (test/modal/modal-server.ts).
set -euo pipefail
cd "$(dirname "$0")/../.."

home=.cache/modal
version=${MODAL_VERSION:-1.5.5}
[ "$("$home/bin/python" -c 'import importlib.metadata as m; print(m.version("modal"))' 2>/dev/null)" = "$version" ] && exit 0

wanted="modal==$version"
[ "$version" = newest ] && wanted=modal
log=$(mktemp)
trap 'rm -f "$log"' EXIT
rm -rf "$home"
mkdir -p "$(dirname "$home")"
if ! { python3 -m venv "$home" && "$home/bin/pip" install --quiet --disable-pip-version-check "$wanted"; } >>"$log" 2>&1; then
  rm -rf "$home"
  echo "could not install Modal's client $version (Python 3.10 or newer with venv and pip is needed):" >&2
  tail -n 20 "$log" >&2
  exit 1
fi
echo "installed Modal's client $version in $home"
