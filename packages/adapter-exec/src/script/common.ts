import { BEGIN, END } from './answer.js';

/**
 * What the scripts have in common. All of them are POSIX sh with coreutils or busybox, and need Linux's /proc.
 * `look PID` sets state, parent, group, threads and start of a process. `lives PID START` is true of that very process,
 * which a zombie is not, unless threads of it go on. `where` sets the place: boot, start of process 1, and host; another
 * container or another boot has another one. `up` sets `now`, hundredths of a second since the boot.
 */
export const common = `
begin() { echo "${BEGIN} $*"; }
end() { echo "${END}"; exit 0; }
refuse() { begin refused; echo "$1"; exit 0; }
look() {
  { IFS= read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  line=\${line##*") "}
  set -f; set -- $line; set +f
  [ $# -ge 20 ] || return 1
  state=$1 parent=$2 group=$3 threads=\${18} start=\${20}
}
lives() {
  look "$1" && [ "$start" = "$2" ] || return 1
  case $state in X|x) return 1;; Z) [ "$threads" -gt 1 ];; esac
}
where() {
  { IFS= read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null || boot=unknown
  start=0; look 1
  place=\${boot%%-*}/$start/$(uname -n)
}
up() {
  read -r now _ </proc/uptime
  now=\${now%.*}\${now#*.}
  while :; do case $now in 0?*) now=\${now#0};; *) break;; esac; done
}
put() { echo "$2" >"$folder/.$1.$$" && mv -f "$folder/.$1.$$" "$folder/$1"; }
get() { got=; { IFS= read -r got <"$folder/$1"; } 2>/dev/null; }
`;
