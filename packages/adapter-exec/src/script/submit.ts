import { common } from './common.js';

/**
 * Runs as the command's own process, so that nobody can miss its pid: FOLDER NONCE CWD COUNT COMMAND…; the variables are in
 * SIGWATCH_SET_1 … COUNT, since what stands in an argument anybody may read. It leads a session and a group of its own.
 */
const runner = `
${common}
folder=$1 nonce=$2 cwd=$3 n=$4; shift 4
look $$
put pid "$$,$start,$(date +%s)" || exit 126
cd "$cwd" || exit 126
while [ "$n" -gt 0 ]; do
  eval "set -- \\"\\$SIGWATCH_SET_$n\\" \\"\\$@\\""
  unset "SIGWATCH_SET_$n"
  n=$((n-1))
done
exec env "SIGWATCH_CLAIM=$nonce\${SIGWATCH_CLAIM:+ $SIGWATCH_CLAIM}" "$@"
`;

/**
 * Waits for the command: RUNNER DIRECTORY NAME NONCE DEADLINE HELD CWD COUNT COMMAND…. The claim is a symbolic link, which
 * is made with what it says or not at all, and names this process; it leads nowhere. Only who has made it in time goes on.
 * The deadline is asked again behind the claim: between the two looks anything may take any time. Nobody may be there to
 * hear its answer, which must not end it: signals are caught and not ignored, since the command would go on ignoring them.
 */
const wrapper = `
${common}
runner=$1 folder=$2/$3 nonce=$4 deadline=$5 held=$6 cwd=$7 n=$8; shift 8
trap : HUP INT TERM PIPE
where; look $$
claim=$nonce/$$/$start/$place
late() { up; [ "$now" -ge "$deadline" ]; }
finish() { while [ -L "$folder/claim" ] && ! put exit "$1,$(date +%s),$2,$3" 2>/dev/null; do sleep 5; done; exit 0; }
asked() { [ -e "$folder/cancel" ]; }
kills() {
  group=$(sed -n 's/^0:://p' /proc/self/cgroup)
  cat "/sys/fs/cgroup$group/memory.events" || cat /sys/fs/cgroup/memory.events || cat /sys/fs/cgroup/memory/memory.oom_control
} 2>/dev/null
ooms() { kills | sed -n 's/^oom_kill //p'; }
if late; then echo late; exit 0; fi
why=$(ln -s "$claim" "$folder/claim" 2>&1)
owner=$(readlink "$folder/claim") || { echo "failed $why"; exit 0; }
if [ "$owner" != "$claim" ]; then echo "taken $owner"; exit 0; fi
if late; then echo late; finish late '' ''; fi
{ printf '%s\\0' "$@" >"$folder/.command" && printf %s "$cwd" >"$folder/cwd" && mv "$folder/.command" "$folder/command" && : >>"$folder/output.log"; } 2>/dev/null
[ "$held" = 0 ] || : >"$folder/held"
echo "claimed $claim"
exec >/dev/null 2>&1
while [ "$held" = 1 ] && [ ! -e "$folder/release" ] && [ -L "$folder/claim" ] && ! asked; do sleep 1; done
if asked || [ ! -L "$folder/claim" ]; then finish none cancelled ''; fi
before=$(ooms)
setsid sh -c "$runner" sh "$folder" "$nonce" "$cwd" "$n" "$@" </dev/null >>"$folder/output.log" 2>&1
code=$?
after=$(ooms) oom=
[ "$code" = 0 ] || [ "\${after:-0}" -le "\${before:-0}" ] || oom=oom
cancelled=
if asked; then cancelled=cancelled; fi
finish "$code" "$cancelled" "$oom"
`;

/**
 * DIRECTORY NAME NONCE DEADLINE HELD CWD COUNT HOW VARIABLE… COMMAND…, behind the texts of the two above. The deadline is in
 * hundredths of a second since the boot. Answers `claimed CLAIM` or `taken CLAIM`, `late`, `deaf`, or a refusal. HOW is
 * `words` or `lines`: then there are no VARIABLEs but lines of standard input, as `printf %b` reads them, which no list of
 * processes shows; `deaf` where they do not come, and nothing was done.
 *
 * Of two setsid the second leads a group, so it goes on in a child of its own and the first returns: `&` would have
 * the command ignore SIGINT, which no shell could undo. The wrapper closes the pipe when it has claimed.
 */
export const submitScript = `
${common}
wrapper=$1 runner=$2 directory=$3 name=$4 nonce=$5 deadline=$6 held=$7 cwd=$8 n=$9; shift 9
[ -r /proc/self/stat ] && [ -r /proc/uptime ] || refuse 'there is no /proc to see processes in, which sigwatch needs: use a Linux machine or container.'
for tool in setsid readlink mv ln env; do
  command -v $tool >/dev/null || refuse "there is no $tool, which sigwatch needs: install coreutils and util-linux, or busybox."
done
how=$1 i=0; shift
while [ "$i" -lt "$n" ]; do
  i=$((i+1))
  if [ "$how" = words ]; then value=$1.; shift; else { IFS= read -r line || { begin; echo deaf; end; }; value=$(printf '%b.' "$line"); }; fi
  export "SIGWATCH_SET_$i=\${value%.}"
done
umask 077
folder=$directory/$name
why=$(mkdir -p "$folder" 2>&1) || refuse "$folder can not be made ($why): set \\\`directory\\\` to a folder that can be written there."
if owner=$(readlink "$folder/claim"); then begin; echo "taken $owner"; end; fi
[ -d "$cwd" ] && [ -x "$cwd" ] || refuse "the folder $cwd, in which the command is to begin, is not there: set \\\`cwd\\\` of the adapter to one that is."
said=$(exec setsid setsid sh -c "$wrapper" sh "$runner" "$directory" "$name" "$nonce" "$deadline" "$held" "$cwd" "$n" "$@" </dev/null 2>/dev/null)
case $said in
  claimed*|taken*|late*) begin; echo "$said"; end;;
  failed*) refuse "$folder can not be claimed (\${said#failed }): set \\\`directory\\\` to a folder of a file system that knows symbolic links.";;
  *) refuse "the process that should run the command has not begun.";;
esac
`;

export const submitTexts: readonly string[] = [wrapper, runner];

/** DIRECTORY NAME: what the deadline is told by, and whom the name belongs to already: `NOW PLACE CLAIM`, of which the last may be missing. */
export const prepareScript = `
${common}
up; where
owner=$(readlink "$1/$2/claim")
begin; echo "$now $place $owner"; end
`;
