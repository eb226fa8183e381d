import type { Survey } from './survey.js';

/** What a batch script says of its job. */
export interface BatchScript {
  readonly file: string;
  readonly name?: string;
  /** Where its output goes, as globs from the directory. */
  readonly logs: readonly string[];
}

const LETTERS: Readonly<Record<string, keyof typeof FLAGS>> = { J: 'job-name', o: 'output', e: 'error' };
const FLAGS = { 'job-name': true, output: true, error: true } as const;

/** Scripts with `#SBATCH` lines, the nearest first. */
export function batchScripts(survey: Survey): readonly BatchScript[] {
  return survey.files
    .filter(({ path }) => /\.(?:sh|sbatch|slurm|job)$/.test(path))
    .flatMap(({ path }) => {
      const script = batchScript(path, survey.head(path));
      return script === undefined ? [] : [script];
    });
}

function batchScript(file: string, text: string): BatchScript | undefined {
  const lines = text.split('\n').filter((line) => line.startsWith('#SBATCH'));
  if (lines.length === 0) return undefined;
  const said: Partial<Record<keyof typeof FLAGS, string>> = {};
  for (const line of lines)
    for (const [, long, letter, value] of line.matchAll(/(?:--([a-z-]+)[= ]|-([Joe]) ?)("[^"]*"|\S+)/g)) {
      const flag = (long ?? LETTERS[letter ?? '']) as keyof typeof FLAGS;
      if (flag in FLAGS && value !== undefined) said[flag] = value.replaceAll('"', '');
    }
  const name = said['job-name'];
  const outputs = [said.output ?? 'slurm-%j.out', said.error].filter((path) => path !== undefined);
  const logs = [...new Set(outputs.map((path) => globOf(path, name)))];
  return { file, ...(name === undefined ? {} : { name }), logs };
}

/** `logs/%x-%j.out` is `logs/NAME-*.out`. */
function globOf(path: string, name: string | undefined): string {
  const filled = path.replaceAll('%x', name ?? '*').replaceAll('%%', '%');
  return filled
    .replaceAll(/%\d*[A-Za-z]/g, '*')
    .replaceAll(/\$\{?\w+\}?/g, '*')
    .replaceAll(/\*+/g, '*')
    .replace(/^\.\//, '');
}
