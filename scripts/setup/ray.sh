#!/usr/bin/env bash
# Makes a virtual environment with Ray in .cache/ray of this checkout, for `npm run test:ray`; does nothing where it is
# there. Where there is a Python that the oldest supported Ray was made for (3.8 to 3.11), also .cache/ray-old with that. No
# head is started: each test starts one of its own (test/ray/head.ts).
set -euo pipefail
cd "$(dirname "$0")/../.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# venv PYTHON FOLDER VERSION FURTHER…
venv() {
  local python=$1 home=$2 version=$3
  shift 3
  [ "$("$home/bin/python" -c 'import ray; print(ray.__version__)' 2>/dev/null)" = "$version" ] && return 0
  rm -rf "$home"
  mkdir -p "$(dirname "$home")"
  if ! { "$python" -m venv "$home" && "$home/bin/pip" install --quiet --disable-pip-version-check "ray[default]==$version" "$@"; } >>"$log" 2>&1; then
    rm -rf "$home"
    echo "could not install Ray $version (Python 3 with venv and pip is needed):" >&2
    tail -n 20 "$log" >&2
    exit 1
  fi
  echo "installed Ray $version in $home"
}

# That of the machine, or one beside it: runners of GitHub keep several.
old_python() {
  local python
  for python in python3 python3.11 python3.10 python3.9 python3.8 /opt/hostedtoolcache/Python/3.1[01].*/x64/bin/python3; do
    if "$python" -c 'import sys; sys.exit(not (3, 8) <= sys.version_info[:2] <= (3, 11))' 2>/dev/null; then
      echo "$python"
      return
    fi
  done
}

venv python3 .cache/ray 2.60.0
old=$(old_python)
if [ -n "$old" ]; then
  # It needs pkg_resources, which later ones do not have.
  venv "$old" .cache/ray-old 2.9.3 'setuptools<80'
else
  echo "Ray 2.9.3 is left out, and what is tested with it: there is no Python 3.8 to 3.11 for it" >&2
fi
