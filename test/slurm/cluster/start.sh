#!/usr/bin/env bash
# Starts a SLURM cluster of its own on this machine: munged, slurmctld, slurmds, and with accounting MariaDB and slurmdbd.
# Everything lies below one directory and listens on loopback only, so that several clusters can run side by side. What
# runs already is left running. Needs root, and what scripts/setup/slurm.sh installs; neither systemd nor cgroups.
set -euo pipefail

usage() {
  cat >&2 <<'USAGE'
start.sh --dir DIR [--port N] [--nodes N] [--cpus N] [--memory MIB] [--accounting yes|no] [--extra FILE]
  --dir         everything of the cluster
  --port        the first of 20 free ports; slurmctld, slurmdbd, then the slurmds (default 17017)
  --nodes       n1, n2, … (default 2), each with --cpus (default 8) and --memory (default 8000 MiB) that need not be there
  --accounting  no: squeue and a file of ended jobs only (default yes)
  --extra       lines to be added to slurm.conf
USAGE
  exit 2
}
dir='' port=17017 nodes=2 cpus=8 memory=8000 accounting=yes extra=/dev/null
while (($#)); do
  case $1 in
    --dir) dir=$2 ;; --port) port=$2 ;; --nodes) nodes=$2 ;; --cpus) cpus=$2 ;;
    --memory) memory=$2 ;; --accounting) accounting=$2 ;; --extra) extra=$2 ;;
    *) usage ;;
  esac
  shift 2 || usage
done
[ -n "$dir" ] || usage
[ "$(id -u)" -eq 0 ] || { echo 'start.sh: a cluster starts jobs as their users, so it has to be started by root' >&2; exit 1; }
PATH=$PATH:/usr/sbin:/sbin
# Whoever reads of a start that failed wants to know what the daemons said.
trap 'code=$?; [ "$code" -eq 0 ] || tail -n 15 "$dir"/log/{mariadb,slurmdbd,slurmctld}.log >&2 2>/dev/null; exit "$code"' EXIT
mkdir -p "$dir"/{etc,log,munge,state,mysql}
dir=$(cd "$dir" && pwd)
chmod 755 "$dir" "$dir"/{etc,log,munge,mysql}
chmod 700 "$dir/state"
export SLURM_CONF=$dir/etc/slurm.conf

# shellcheck source=test/slurm/cluster/processes.sh
. "$(dirname "$0")/processes.sh"

# SLURM puts the host's own name where slurm.conf says localhost, and then listens on what that resolves to.
host=$(hostname -s)
case $(getent ahostsv4 "$host" | awk 'NR == 1 { print $1 }') in
  127.*) ;;
  '') echo "127.0.0.1 $host" >>/etc/hosts ;;
  *) echo "start.sh: $host does not resolve to 127.x, so the cluster would be open to the network; put \"127.0.0.1 $host\" first in /etc/hosts" >&2; exit 1 ;;
esac

if ! runs "$dir/munge/munged.pid" munged; then
  [ -s "$dir/munge/munge.key" ] || (umask 077 && head -c 1024 /dev/urandom >"$dir/munge/munge.key")
  munged --key-file="$dir/munge/munge.key" --socket="$dir/munge/munge.socket" --pid-file="$dir/munge/munged.pid" \
    --log-file="$dir/munge/munged.log" --seed-file="$dir/munge/munged.seed" --num-threads=2 --origin=127.0.0.1
fi
until_true 10 munged bash -c "munge -S '$dir/munge/munge.socket' -n | unmunge -S '$dir/munge/munge.socket'"

storage=$'AccountingStorageType=accounting_storage/none'
if [ "$accounting" = yes ]; then
  storage="AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=$((port + 1))
AccountingStoragePass=$dir/munge/munge.socket
AccountingStorageEnforce=associations,limits,qos
AccountingStoreFlags=job_comment,job_script"
fi
{
  # Intervals are as short as SLURM takes them: a test waits for each of them.
  cat <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge/munge.socket,cred_expire=5
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool.%n
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.%n.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
MailProg=/bin/true
PropagateResourceLimits=NONE
SlurmdParameters=config_overrides
ReturnToService=1
KillWait=2
MinJobAge=3600
InactiveLimit=0
SlurmctldTimeout=30
SlurmdTimeout=60
MessageTimeout=30
BatchStartTimeout=60
CompleteWait=0
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=2,sched_min_interval=0,bf_interval=1,bf_resolution=1,bf_window=60
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=100
JobRequeue=1
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
JobCompType=jobcomp/filetxt
JobCompLoc=$dir/log/jobcomp.log
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
$storage
CONF
  for ((i = 1; i <= nodes; i++)); do
    echo "NodeName=n$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1 + i)) CPUs=$cpus RealMemory=$memory State=UNKNOWN"
  done
  cat <<'CONF'
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE DefaultTime=60 State=UP PriorityTier=5 PreemptMode=OFF
PartitionName=low Nodes=ALL MaxTime=INFINITE DefaultTime=60 State=UP PriorityTier=1 PreemptMode=REQUEUE
PartitionName=lowcancel Nodes=ALL MaxTime=INFINITE DefaultTime=60 State=UP PriorityTier=1 PreemptMode=CANCEL
PartitionName=high Nodes=ALL MaxTime=INFINITE DefaultTime=60 State=UP PriorityTier=10 PreemptMode=OFF
CONF
  cat "$extra"
} >"$SLURM_CONF.new"
mv "$SLURM_CONF.new" "$SLURM_CONF"

if [ "$accounting" = yes ]; then
  chown mysql:mysql "$dir/mysql"
  socket=$dir/mysql/sock
  if ! runs "$dir/mysql/pid" mariadbd; then
    own=(--no-defaults --user=mysql "--datadir=$dir/mysql/data" "--tmpdir=$dir/mysql" --innodb-log-file-size=16M)
    [ -d "$dir/mysql/data/mysql" ] ||
      mariadb-install-db "${own[@]}" --skip-test-db --auth-root-authentication-method=socket >"$dir/log/mariadb-install.log" 2>&1
    setsid mariadbd "${own[@]}" --skip-networking --socket="$socket" --pid-file="$dir/mysql/pid" \
      --log-error="$dir/log/mariadb.log" --innodb-buffer-pool-size=64M \
      --innodb-flush-log-at-trx-commit=0 --innodb-lock-wait-timeout=900 --skip-log-bin --performance-schema=0 \
      </dev/null >/dev/null 2>&1 &
    disown
  fi
  sql() { mariadb --no-defaults -S "$socket" -u root -e "$1"; }
  until_true 60 MariaDB sql 'select 1'
  sql "create database if not exists slurm_acct_db; create user if not exists 'slurm'@'localhost' identified by 'slurm';
    grant all on slurm_acct_db.* to 'slurm'@'localhost'"
  export MYSQL_UNIX_PORT=$socket
  if ! runs "$dir/slurmdbd.pid" slurmdbd; then
    (umask 077 && cat >"$dir/etc/slurmdbd.conf" <<CONF
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort=$((port + 1))
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge/munge.socket
CommunicationParameters=NoInAddrAny
PidFile=$dir/slurmdbd.pid
LogFile=$dir/log/slurmdbd.log
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=slurm
StoragePass=slurm
StorageLoc=slurm_acct_db
CONF
    )
  fi
  # One that found its port or its database taken ends by itself.
  answers() { { runs "$dir/slurmdbd.pid" slurmdbd || slurmdbd; } && timeout 20 sacctmgr -n show cluster; }
  until_true 60 slurmdbd answers
  # Limits can only be set for those that accounting knows.
  sacctmgr -i -Q add cluster test >/dev/null 2>&1 || true
  sacctmgr -i -Q add account tests cluster=test >/dev/null 2>&1 || true
  sacctmgr -i -Q add user root account=tests cluster=test >/dev/null 2>&1 || true
fi

runs "$dir/slurmctld.pid" slurmctld || slurmctld
until_true 30 slurmctld scontrol ping
registered() { sacctmgr -n -P show cluster format=ControlPort | grep -qx "$port"; }
[ "$accounting" = no ] || until_true 30 'slurmctld at slurmdbd' registered
for ((i = 1; i <= nodes; i++)); do
  runs "$dir/slurmd.n$i.pid" slurmd && continue
  mkdir -p "$dir/spool.n$i"
  slurmd -N "n$i"
done
# A node that was down when slurmctld stopped is down when it comes back.
ready() {
  local node state waits=0
  while read -r node state; do
    case $state in
      idle | mixed | allocated | completing) ;;
      down | drained | draining | inval) waits=1 && scontrol update "nodename=$node" state=resume ;;
      *) waits=1 ;;
    esac
  done < <(sinfo -h -N -p main -o '%N %T')
  return $waits
}
until_true 60 'all nodes' ready
echo "$SLURM_CONF"
