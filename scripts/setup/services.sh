#!/usr/bin/env bash
# Makes a virtual environment with the moto server (S3, SNS and SQS) in .cache/services of this checkout, for `npm run
# test:services`; does nothing where it is there. No server is started: each test file starts one of its own
# (test/services/moto.ts). What else the suite needs comes with `npm ci`.
set -euo pipefail
cd "$(dirname "$0")/../.."

home=.cache/services
version=5.2.5
[ "$("$home/bin/python" -c 'import moto; print(moto.__version__)' 2>/dev/null)" = "$version" ] && [ -x "$home/bin/moto_server" ] && exit 0

log=$(mktemp)
trap 'rm -f "$log"' EXIT
rm -rf "$home"
mkdir -p "$(dirname "$home")"
if ! { python3 -m venv "$home" && "$home/bin/pip" install --quiet --disable-pip-version-check "moto[server,s3,sns,sqs]==$version"; } >>"$log" 2>&1; then
  rm -rf "$home"
  echo "could not install moto $version (Python 3 with venv and pip is needed):" >&2
  tail -n 20 "$log" >&2
  exit 1
fi
echo "installed moto $version in $home"
