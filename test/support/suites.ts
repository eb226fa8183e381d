import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A suite that needs a real service beside Node: `test/NAME/`, run by `npm test` where the service is ready. */
export interface RealSuite {
  readonly name: string;
  /** What it runs against, in a few plain words. */
  readonly needs: string;
  /** Whether that is there now; a quick look, for it is asked at the start of every test run. */
  ready(): boolean;
}

/** Each has its `scripts/setup/NAME.sh`, which makes it ready. */
export const realSuites: readonly RealSuite[] = [
  {
    name: 'bench',
    needs: 'ripgrep, GNU grep, mtail, SEC, Python 3 and GNU time',
    ready: () => ['rg', 'grep', 'mtail', 'sec', 'python3', 'time'].every(installed),
  },
];

/** Whether a command is in PATH. */
function installed(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}

/** What `npm test` says at its end; empty when nothing was skipped. */
export function skippedText(skipped: readonly RealSuite[]): string {
  return skipped
    .map(
      ({ name, needs }) =>
        `Skipped: the ${name} suite, which needs ${needs}. scripts/setup/${name}.sh makes it ready.\n`,
    )
    .join('');
}
