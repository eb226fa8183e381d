export interface Wrapping {
  /** What the run is called; the job's number is added to it. */
  readonly name: string;
  /** Our own options, before the command: `['--monitor', 'megatron_basic']`. */
  readonly options: readonly string[];
  /** For people: where the script came from. */
  readonly from: string;
}

/**
 * A batch script that does what `script` does under `sigwatch run`, inside of the allocation: its `#SBATCH` lines stand
 * where they stood, and its body is kept as it is and run by its own interpreter, with the same arguments.
 */
export function wrapScript(script: string, { name, options, from }: Wrapping): string {
  const [shebang = '', ...lines] = script.split('\n');
  const interpreter = shebang.startsWith('#!') ? shebang.slice(2).trim().split(/\s+/) : ['/bin/sh'];
  // sbatch reads its lines up to the first that is no comment.
  const end = lines.findIndex((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const head = lines.slice(0, end < 0 ? lines.length : end);
  const delimiter = freeDelimiter(lines);
  const run = `"${named(name)}-\${SLURM_JOB_ID:-$$}-\${SLURM_RESTART_COUNT:-0}"`;
  return [
    '#!/bin/sh',
    ...trimmedEnd(head),
    '',
    `# Written by sigwatch slurm wrap from ${JSON.stringify(from)}: what stands between the two marks is run under sigwatch.`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what the shell reads
    'body=$(mktemp "${TMPDIR:-/tmp}/sigwatch-body.XXXXXX") || exit 2',
    `trap 'rm -f "$body"' EXIT`,
    `cat >"$body" <<'${delimiter}'`,
    script.replace(/\n$/, ''),
    delimiter,
    `sigwatch run --run-id ${run} ${options.map(quoted).join(' ')}${options.length > 0 ? ' ' : ''}-- \\`,
    `  ${interpreter.map(quoted).join(' ')} "$body" "$@" &`,
    // A shell that waits in the foreground would hear of an end only when there is none to be told any more.
    'run=$!',
    `trap 'kill -TERM "$run"' TERM INT`,
    'wait "$run"',
    'code=$?',
    'while kill -0 "$run" 2>/dev/null; do wait "$run"; code=$?; done',
    'exit "$code"',
    '',
  ].join('\n');
}

/** A word as every shell reads it back. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** What a run may be called, and a shell's quotes hold. */
const named = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '') || 'run';

function freeDelimiter(lines: readonly string[]): string {
  for (let n = 0; ; n++) {
    const delimiter = `SIGWATCH_BODY${n === 0 ? '' : `_${n}`}`;
    if (!lines.includes(delimiter)) return delimiter;
  }
}

function trimmedEnd(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(0, last + 1);
}
