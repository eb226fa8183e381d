import { basename } from 'node:path';

/** `python train.py --x` is called `train`. */
export function nameOfCommand(argv: readonly string[]): string {
  const script =
    argv.find((word, index) => index > 0 && /\.\w+$/.test(word) && !word.startsWith('-')) ?? argv[0] ?? 'run';
  return basename(script).replace(/\.\w+$/, '');
}

/** `logs/train-*.out` is called `train-.out`. */
export function nameOfLogs(paths: readonly string[]): string {
  return paths[0] === '-' ? 'stdin' : basename(paths[0] ?? 'log').replaceAll(/[*?[\]{}]/g, '');
}

/** A name for a run that nobody named: what it is, when it began, and enough to tell two apart. */
export function newRunId(name: string, now: Date, random: number): string {
  const stamp = now.toISOString().slice(0, 19).replaceAll('-', '').replaceAll(':', '').replace('T', '-');
  const base =
    name
      .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 60) || 'run';
  return `${base}-${stamp}-${Math.floor(random * 36 ** 3)
    .toString(36)
    .padStart(3, '0')}`;
}

/** The name of a dry run. */
export function replayId(paths: readonly string[]): string {
  return `replay-${basename(paths[0] ?? 'log').replaceAll(/[^A-Za-z0-9._-]+/g, '-')}`;
}
