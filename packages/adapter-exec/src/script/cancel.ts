import { common } from './common.js';

/**
 * `members` sets `mine` to what lives of a job, as `PID/START` each: the group that `main` leads, or `main` alone, what carries
 * the nonce in its environment, and all that descends of these or did at an earlier look. A number that is another process's by now is nobody of
 * ours: the start tells.
 */
const members = `
${common}
members() {
  all= taken= mine=' '
  carriers=
  [ -z "$nonce" ] || carriers=" $(grep -lsF "$nonce" /proc/[0-9]*/environ 2>/dev/null | tr -c '0-9\\n' ' ' | tr -s '\\n' ' ') "
  for entry in /proc/[0-9]*; do
    p=\${entry#/proc/}
    look "$p" || continue
    case $state in X|x) continue;; Z) [ "$threads" -gt 1 ] || continue;; esac
    [ "$p" != "$main" ] || [ "$start" = "$born" ] || taken=1
    all="$all$p $parent $group $start
"
  done
  add() { mine="$mine$1/$2 "; }
  is_mine() { case $mine in *" $1/"*) return 0;; esac; return 1; }
  more=1
  while [ "$more" = 1 ]; do
    more=0
    while read -r p of its at; do
      [ -n "$p" ] && [ "$p" != $$ ] && ! is_mine "$p" || continue
      if { [ "$p" = "$main" ] && [ "$at" = "$born" ]; } || { [ "$leads$taken" = 1 ] && [ "$its" = "$main" ]; } || is_mine "$of"; then add "$p" "$at"; more=1; continue; fi
      case " $known " in *" $p/$at "*) add "$p" "$at"; more=1; continue;; esac
      case $carriers in *" $p "*) add "$p" "$at"; more=1;; esac
    done <<LIST
$all
LIST
  done
  known=$mine
}
`;

/**
 * MAIN BORN LEADS NONCE GRACE QUIETLY FOLDER WATCHER SINCE: ends a job, detached: each gets SIGTERM once, unless it was asked before, and
 * after the grace (hundredths of a second) SIGKILL. One that can't be killed is given up after a minute.
 */
const reaper = `
${members}
main=$1 born=$2 leads=$3 nonce=$4 grace=$5 quietly=$6 folder=$7 watcher=$8 since=$9
trap : PIPE
look $$
[ -z "$folder" ] || put reaper "$$,$start" 2>/dev/null
echo begun
exec >/dev/null 2>&1
up; kill_at=$((now+grace)) give_up=$((now+grace+6000)) quiet=0 known=' ' asked=' '
watched() { [ -n "$watcher" ] && lives "$watcher" "$since"; }
while :; do
  if [ -n "$folder" ]; then get pid; main=\${got%%,*} rest=\${got#*,}; born=\${rest%%,*}; fi
  members
  up
  if [ "$mine" = ' ' ] && ! watched; then quiet=$((quiet+1)); else quiet=0; fi
  [ "$quiet" -lt 2 ] && [ "$now" -lt "$give_up" ] || break
  for one in $mine; do
    lives "\${one%/*}" "\${one#*/}" || continue
    if [ "$now" -ge "$kill_at" ]; then kill -s KILL "\${one%/*}"; continue; fi
    case $asked in *" $one "*) continue;; esac
    asked="$asked$one "
    [ "$quietly" = 1 ] || { kill -s TERM "\${one%/*}"; kill -s CONT "\${one%/*}"; }
  done
  sleep 0.2 || sleep 1
done
`;

/**
 * REAPER DIRECTORY NAME CLAIM GRACE, of a job of ours. The mark of who asks first tells when the grace ends; who asks again
 * later only sees to it that somebody ends what is left. In another container or after another boot nothing can be left.
 */
export const cancelScript = `
${common}
reaper=$1 folder=$2/$3 claim=$4 grace=$5
[ "$(readlink "$folder/claim")" = "$claim" ] || { begin; echo unknown; end; }
where; up
nonce=\${claim%%/*}
case $claim in */*/*/"$place") ;; *) begin; echo "elsewhere $place"; end;; esac
get exit
ended=$got quietly=0
if (set -C; echo "$now" >"$folder/cancel") 2>/dev/null; then :; else
  [ -n "$ended" ] || quietly=1
  get cancel; rest=$((\${got:-$now}+grace-now)) grace=$((rest>0?rest:0))
fi
get reaper
[ -z "$got" ] || ! lives "\${got%%,*}" "\${got#*,}" || { begin; echo accepted; end; }
rest=\${claim#*/}; watcher=\${rest%%/*} rest=\${rest#*/}
said=$(exec setsid setsid sh -c "$reaper" sh '' '' 1 "$nonce" "$grace" "$quietly" "$folder" "$watcher" "\${rest%%/*}" </dev/null 2>/dev/null)
[ "$said" = begun ] || refuse "the process that should end the job has not begun."
begin; echo accepted; end
`;

/** REAPER PID START GRACE, of a process that was not begun by us: with its group where it leads one, else with what it has started. */
export const cancelProcessScript = `
${common}
if lives "$2" "$3"; then
  leads=0; [ "$group" != "$2" ] || leads=1
  said=$(exec setsid setsid sh -c "$1" sh "$2" "$3" "$leads" '' "$4" 0 '' '' '' </dev/null 2>/dev/null)
  [ "$said" = begun ] || refuse "the process that should end it has not begun."
fi
begin; end
`;

export const reaperText = reaper;

/** FOLDER CLAIM PID START SIGNAL: to the group that the process leads, else to it alone. Of a job of ours the folder knows the process. */
export const signalScript = `
${common}
folder=$1 pid=$3 born=$4
if [ -n "$folder" ]; then
  [ "$(readlink "$folder/claim")" = "$2" ] || { begin; echo unknown; end; }
  get pid; pid=\${got%%,*} rest=\${got#*,}; born=\${rest%%,*}
fi
[ -n "$pid" ] && lives "$pid" "$born" || refuse 'it does not run.'
[ "$group" != "$pid" ] || pid=-$pid
why=$(kill "-$5" "$pid" 2>&1) || refuse "$why"
begin; end
`;
