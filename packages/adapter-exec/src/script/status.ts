import { common } from './common.js';

/**
 * DIRECTORY NAME…: `place PLACE SECONDS`, and of each name a line of `KEY=VALUE`. A NAME that begins with `@` is `@PID/START`, a
 * process that was not begun by us. Life is looked at before last words, which are written before the end; where
 * somebody is gone without one, they are looked for once more, a second later.
 */
export const statusScript = `
${common}
directory=$1; shift
[ ! -e "$directory" ] || { [ -r "$directory" ] && [ -x "$directory" ]; } || refuse "$directory can not be read."
where
begin; echo "place $place $(date +%s)"
flag() { if "$@"; then echo 1; else echo 0; fi; }
living() { [ -n "$1" ] && lives "$1" "$2"; }
waited=
for name do
  case $name in @*)
    pid=\${name#@}
    echo "$name alive=$(flag lives "\${pid%/*}" "\${pid#*/}")"
    continue;;
  esac
  folder=$directory/$name
  claim=$(readlink "$folder/claim") || continue
  get pid; pid=$got
  rest=\${claim#*/}; number=\${rest%%/*}; rest=\${rest#*/}
  wrapper=$(flag lives "$number" "\${rest%%/*}")
  rest=\${pid#*,}
  command=$(flag living "\${pid%%,*}" "\${rest%%,*}")
  get exit
  if [ -z "$got$waited" ] && [ "$wrapper$command" = 00 ]; then sleep 1; waited=1; get exit; fi
  exit=$got
  get pid; pid=$got
  get reaper; reaper=$(flag living "\${got%%,*}" "\${got#*,}")
  held=0; [ ! -e "$folder/held" ] || [ -e "$folder/release" ] || held=1
  echo "$name claim=$claim pid=$pid exit=$exit wrapper=$wrapper alive=$command cancel=$(flag [ -e "$folder/cancel" ]) reaper=$reaper held=$held"
done
end
`;

/** DIRECTORY NAME: whom the name belongs to, if to anybody. A folder that can't be read is no answer. */
export const findScript = `
${common}
if [ -e "$1" ]; then
  [ -r "$1" ] && [ -x "$1" ] || refuse "$1 can not be read."
fi
owner=$(readlink "$1/$2/claim")
begin; echo "$owner"; end
`;

/** DIRECTORY NAME CLAIM: lets a held job go. */
export const releaseScript = `
${common}
folder=$1/$2
[ "$(readlink "$folder/claim")" = "$3" ] || { begin; echo unknown; end; }
: >"$folder/release" || refuse "$folder can not be written."
begin; end
`;
