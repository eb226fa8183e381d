/** Options of ours that hardly any training program has as well. */
const OURS: ReadonlySet<string> = new Set([
  '--monitor',
  '--restart',
  '--detach',
  '--state-dir',
  '--run-id',
  '--no-config',
  '--slack-webhook',
  '--sns-topic',
]);

/** What to tell of options of sigwatch that stand behind `--`, where they go to the command; undefined where there are none. */
export function misplaced(command: readonly string[]): string | undefined {
  const names = command.map((word) => word.split('=')[0] ?? '').filter((name) => OURS.has(name));
  if (names.length === 0) return undefined;
  const goes = names.length === 1 ? 'stands behind -- and goes' : 'stand behind -- and go';
  return `${[...new Set(names)].join(', ')} ${goes} to the command; what is meant for sigwatch is written before --`;
}
