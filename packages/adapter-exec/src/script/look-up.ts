import { common } from './common.js';

/** DIRECTORY NAME: claim, folder, and the words of the command, each with a NUL behind it; nothing where there is no such job. */
export const lookUpScript = `
${common}
folder=$1/$2
[ ! -e "$1" ] || { [ -r "$1" ] && [ -x "$1" ]; } || refuse "$1 can not be read."
begin
owner=$(readlink "$folder/claim") || end
echo "$owner"
cat "$folder/cwd"; printf '\\0'
cat "$folder/command"
echo; end
`;

/**
 * PID PIDFILE: a process by its number, or by what stands in a file: `PID/START PLACE`, its folder and its words, each with a NUL behind it.
 * Nothing where there is no such process.
 */
export const processScript = `
${common}
pid=$1
if [ -z "$pid" ]; then
  [ -e "$2" ] || { begin; end; }
  { read -r pid _ <"$2"; } 2>/dev/null || [ -n "$pid" ] || refuse "$2 can not be read, or is empty."
fi
case $pid in ''|*[!0-9]*) refuse "$2 holds no number of a process.";; esac
where
begin
look "$pid" && lives "$pid" "$start" || end
echo "$pid/$start/$place"
readlink "/proc/$pid/cwd" | tr -d '\\n'; printf '\\0'
cat "/proc/$pid/cmdline"
echo; end
`;
