import { checks, type Level } from '../doctor/checks.js';
import { systemProbes } from '../doctor/probes.js';
import { sanitize } from '../view/sanitize.js';
import { exitCodes } from './exit-code.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch doctor`. Native modules may be broken: nothing that needs one is loaded before its own check. */
export async function verb(_: readonly string[], options: Options): Promise<number> {
  if (options.config !== undefined) {
    const { tellSettings } = await import('./doctor-settings.js');
    return tellSettings(options);
  }
  const settled = () =>
    import('./settings-of.js').then(({ resolveFor }) => resolveFor(options, { rules: true, quiet: true }));
  const probes = systemProbes({
    config: async () => (await settled()).file,
    async stateDirectory() {
      // A broken file is told of by its own check; the state directory is then what holds without it.
      const known = await settled().catch(() => undefined);
      return known?.state_dir?.value ?? (await import('@sigwatch/store')).stateDirectory();
    },
  });
  const seen = new Set<Level>();
  for await (const check of checks(probes)) {
    seen.add(check.level);
    const { name, level, text, remedy } = check;
    if (options.format === 'jsonl') process.stdout.write(`${JSON.stringify(check)}\n`);
    else {
      process.stdout.write(`${painted(level)}  ${name.padEnd(10)}  ${sanitize(text)}\n`);
      if (remedy !== undefined) process.stdout.write(`${' '.repeat(18)}${remedy}\n`);
    }
  }
  return seen.has('fail') ? exitCodes.usage : exitCodes.succeeded;
}

const COLOURS: Readonly<Record<Level, string>> = { ok: '32', info: '2', warn: '33', fail: '31' };

function painted(level: Level): string {
  const word = level.padEnd(4);
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
  return color ? `\u001b[${COLOURS[level]}m${word}\u001b[0m` : word;
}
