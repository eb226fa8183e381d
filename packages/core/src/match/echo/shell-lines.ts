import type { LineForm } from './whole-lines.js';

const r = String.raw;

const COMMANDS = [
  'accelerate apptainer awk bash cat cd conda cp curl date declare deepspeed docker echo egrep enroot env eval exec exit',
  'export find for git grep head horovodrun hostname if jq kill kubectl ln local ls make mkdir module mpiexec mpirun mv nohup',
  r`node npm npx nsys numactl nvidia-smi perl pip\d? pdsh podman printf pytest python[\d.]* read readonly return rm`,
  'rsync sed set sh shift shopt singularity sleep source srun ssh sudo tail tar',
  'taskset tee test time timeout torchrun trap true typeset ulimit unset uv wait wandb wget while xargs zgrep',
]
  .join(' ')
  .replaceAll(' ', '|');

/** What `PS4` puts between the signs and the command: `run.sh:12:`, `[run.sh:12]`, `(run.sh:12): main():`, a time. */
const PS4 = r`(?:[\w./-]+:\d+(?::\w+)?[:>]? ?|\[[^\]]{1,80}\] ?|\([^)]{1,80}\):? ?(?:\w+\(\): )?|\d\d:\d\d:\d\d(?:\.\d+)? )?`;
const ASSIGNMENT = r`[A-Za-z_]\w*\+?=`;
const PATH = r`(?:\.{0,2}|~|[\w.-]+)/[\w./+-]+`;
/** A word that is no known command needs an option, a path, a script or a variable behind it. */
const OTHER = r`[a-z_][\w.+-]*(?: \S+){0,2} (?:--?[A-Za-z]|[./~$][\w/]|\w+=|\S+\.(?:sh|py)\b)|[a-z_][\w.+-]* ['"]`;
/** Some commands are words of English, too. */
const SENTENCE = r`(?:exit|find|for|head|if|make|read|return|set|source|test|time|timeout|wait) (?:code|error|exceeded|expired|failed|limit|out|status|timed|timeout)\b`;

/** What shells and their users print: traces, command lines, usages, environments. */
export const shellLines: readonly LineForm[] = [
  {
    what: 'a shell trace',
    pattern: r`\++ ?${PS4}(?:${ASSIGNMENT}|(?:${COMMANDS}|${PATH})(?:\s|$)|\[\[? |: |${OTHER})`,
    // A list of summaries that are marked by a plus.
    but: r`\+ (?:${SENTENCE}|[^'"]*\b(?:exited|died|crashed|failed) with\b)`,
  },
  {
    what: 'a command line',
    pattern: r`(?:\$ |[\w.-]+@[\w.-]+[: ][~\w./-]*[$#%] )\s*\S`,
  },
  {
    what: 'a command line',
    pattern: r`\s*(?:(?:if|while|until|!) )*(?:(?:grep|egrep|fgrep|zgrep|rg|awk|sed) (?:-\w|['"])|echo (?:-\w+ )?["'$])`,
  },
  // The patterns of a grep, each on a line of its own; the last one ends without a sign that more follows.
  { what: 'a command line', pattern: r`\s*-e (?:'[^']*'|"[^"]*")\s*(?:\\\s*)?$` },
  { what: 'a command line', pattern: r`\s*(?:(?:el)?if |while )\[\[? .+\]\]?(?:$|;| )|\s*\[\[ .+ \]\]` },
  { what: 'an option of a command', pattern: r`\s*--[A-Za-z][\w-]*(?:\.[\w-]+)*(?:[ ,=\\]|$)` },
  { what: 'an option of a command', pattern: r`\s*\+{1,2}[a-z][\w]*(?:\.[\w]+)+=` },
  { what: 'a help text', pattern: r`\s*-\w(?:, --?[A-Za-z]| [A-Z_]+, --|\s{2,}\S)` },
  { what: 'a help text', pattern: r`\s*(?:usage|Usage|USAGE): \S+` },
  { what: 'a batch directive', pattern: r`\s*#(?:[A-Z]{3,8}|\$)\s+--?\w` },
  {
    what: 'an environment variable',
    pattern: r`\s*(?:(?:export|setenv|readonly|declare -\w+|typeset -\w+)\s+[A-Za-z_]\w*[ =]|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+=)`,
    but: r`\s*(?:\S+\s+)*?\w*(?:ERR|EXC|FAIL|STAT|EXIT|REASON|RESULT|MESSAGE|MSG|CODE|SIGNAL)\w*=`,
  },
  { what: 'an environment variable', pattern: r`.{0,80}\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+ set by environment to ` },
];
