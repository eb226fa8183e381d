# What start.sh and stop.sh both need; read by them.

# Whether the pid file names a process of that program; a zombie does not count.
runs() {
  local pid
  pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] && grep -q "^$pid ($2) [^ZX]" "/proc/$pid/stat" 2>/dev/null
}

# until_true SECONDS WHAT COMMAND…
until_true() {
  local limit=$((${EPOCHREALTIME/./} + $1 * 1000000)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "${EPOCHREALTIME/./}" -lt "$limit" ] || { echo "$what did not come up" >&2; return 1; }
    sleep 0.05
  done
}
