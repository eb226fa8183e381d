import {
  type CommandNotifier,
  fillTemplate,
  type Millis,
  type Notice,
  runProgram,
  type Sent,
  UndeliverableError,
} from '@sigwatch/core';
import type { Sending } from '../guarded.js';
import { saidIn } from '../http/taken.js';
import { sendingId } from '../text/tone.js';

/** What a `{name}` in the command may be. No line of a log is among them: it is in what the command reads. */
export const NAMES = [
  'run_id',
  'name',
  'attempt',
  'transition',
  'state',
  'severity',
  'title',
  'reason',
  'error_type',
  'node',
  'step',
  'dedup_key',
  'reminder',
] as const;

/** Of its output nobody reads more (bytes). */
const MOST = 64 * 1024;

/** Runs the command with the notice as its input; taken is what it ends with exit code 0. */
export async function runNotifyCommand(
  config: CommandNotifier,
  limit: Millis,
  { notice, abort }: Sending<never>,
): Promise<Sent> {
  const values = valuesOf(notice);
  const argv = config.command.map((template) => filled(template, values));
  const [program = ''] = argv;
  const { exitCode, stdout, stderr } = await runProgram(
    {
      argv,
      ...(config.cwd === undefined ? {} : { cwd: config.cwd }),
      env: { ...ours(), ...variables(values), ...config.env },
      input: `${JSON.stringify(notice)}\n`,
      timeout: limit,
      most: MOST,
    },
    abort,
  );
  const said = saidIn(lastLine(stderr) || lastLine(stdout));
  if (exitCode !== 0) throw new Error(`${program} ended with exit code ${exitCode}${said}`);
  return { detail: `${program} ended with exit code 0${said}` };
}

function valuesOf(notice: Notice): Readonly<Record<(typeof NAMES)[number], string>> {
  const { run_id, name, attempt, transition, state, severity, title, reason, root, node, step, reminder } = notice;
  const texts = { run_id, name, transition, state, severity, title, reason, dedup_key: sendingId(notice) };
  const numbers = { attempt: String(attempt), step: String(step ?? ''), reminder: String(reminder ?? '') };
  return { ...texts, ...numbers, error_type: root?.error_type ?? '', node: node ?? '' };
}

function filled(template: string, values: Readonly<Record<string, string>>): string {
  const done = fillTemplate(template, values);
  if (!done.ok) throw new UndeliverableError(`the command was not run: ${done.error}`);
  return done.text.replaceAll('\0', '');
}

/** For scripts: `SIGWATCH_RUN_ID`, `SIGWATCH_TRANSITION` and so on. */
const variables = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`SIGWATCH_${name.toUpperCase()}`, value.replaceAll('\0', '')]),
  );

const ours = (): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(process.env).filter((one): one is [string, string] => one[1] !== undefined));

const lastLine = (output: Buffer): string => output.toString('utf8').trimEnd().split('\n').at(-1) ?? '';
