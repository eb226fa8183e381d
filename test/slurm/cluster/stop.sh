#!/usr/bin/env bash
# Stops what start.sh has started below a directory: stop.sh --dir DIR [--purge]. Only what is named there is touched.
set -u
[ "${1:-}" = --dir ] && [ -d "${2:-}" ] || { echo 'stop.sh --dir DIR [--purge]' >&2; exit 2; }
dir=$(cd "$2" && pwd)
export SLURM_CONF=$dir/etc/slurm.conf PATH=$PATH:/usr/sbin:/sbin
# shellcheck source=test/slurm/cluster/processes.sh
. "$(dirname "$0")/processes.sh"

# What daemons would save is deleted with them.
signal=TERM
[ "${3:-}" != --purge ] || signal=KILL
end() { # pidfile program seconds
  runs "$1" "$2" || { rm -f "$1"; return; }
  local pid i
  pid=$(cat "$1")
  kill "-$signal" "$pid" 2>/dev/null
  for ((i = 0; i < $3 * 20; i++)); do runs "$1" "$2" || break; sleep 0.05; done
  if runs "$1" "$2"; then kill -KILL "$pid"; fi
  rm -f "$1"
}

# Jobs first, so that nothing of them outlives the cluster.
if mapfile -t jobs < <(timeout 5 squeue -h -o %A 2>/dev/null | sort -u) && ((${#jobs[@]})); then
  timeout 10 scancel "${jobs[@]}" 2>/dev/null
  timeout 10 scancel --signal=KILL --full "${jobs[@]}" 2>/dev/null
  for ((i = 0; i < 100; i++)); do [ -z "$(timeout 5 squeue -h -t R,CG,S -o %A 2>/dev/null)" ] && break; sleep 0.05; done
fi
for file in "$dir"/slurmd.*.pid; do [ -e "$file" ] && end "$file" slurmd 10; done
end "$dir/slurmctld.pid" slurmctld 15
end "$dir/slurmdbd.pid" slurmdbd 15
end "$dir/mysql/pid" mariadbd 20
end "$dir/munge/munged.pid" munged 5

# What a slurmd that was killed has left: its step daemons, and processes that were given this cluster and a node.
for process in /proc/[0-9]*; do
  pid=${process#/proc/}
  [ "$pid" != $$ ] && [ "$pid" != "$PPID" ] || continue
  if [ "$(cat "$process/comm" 2>/dev/null)" = slurmstepd ]; then
    [ "$(readlink "$process/cwd" 2>/dev/null)" = "$dir/log" ] || continue
  else
    environment=$({ tr '\0' '\n' <"$process/environ"; } 2>/dev/null)
    grep -qxF "SLURM_CONF=$SLURM_CONF" <<<"$environment" && grep -q '^SLURMD_NODENAME=' <<<"$environment" || continue
  fi
  kill -KILL "$pid" 2>/dev/null
done
[ "${3:-}" = --purge ] && rm -rf "${dir:?}"
exit 0
