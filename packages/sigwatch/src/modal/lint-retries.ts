import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Finding, finding, loadPolicies, type PolicySet, type RunFile, type Where } from '@sigwatch/core';
import { MODAL } from '../platform.js';
import { defaultsOf } from '../platform-defaults.js';
import { type ScriptRetries, scriptRetries } from './script-retries.js';

/** A larger file is no script that somebody wrote (bytes). */
const LARGEST = 1 << 20;
/** Of what a policy stops for so many are named. */
const NAMED = 3;

/** `max_retries` of a policy that does not say it. */
const USUAL = 3;
const OURS = ['SelectiveRestartPolicy', 'AlwaysRestartPolicy', 'NoRestartPolicy'];

type Crash = NonNullable<PolicySet['policies']['crash']>;

/**
 * Warns where the script that `job.command` names (`FILE::FUNC`) lets Modal try again by itself (`retries=`) and the
 * restart policy has a say in that too. Nothing is said where the file can't be read, or where nobody decides on crashes.
 */
export function lintRetries({ path, settings, place }: RunFile, where: Where): readonly Finding[] {
  const { adapter, command, restart } = settings;
  if (adapter?.class_name !== MODAL.class_name || command === undefined) return [];
  const script = scriptOf(command, settings.cwd ?? where.cwd);
  const told = script === undefined ? [] : scriptRetries(script.text, script.target);
  if (script === undefined || told.length === 0) return [];
  const name = restart ?? defaultsOf(adapter).restart;
  const crash = name === undefined ? undefined : loadPolicies(name, where).policies.crash;
  if (crash === undefined) return [];
  const at = { file: path, ...place('command') };
  return told.map((one) => {
    const message = `\`retries=\` of \`${one.name}\` (${script.name}:${one.line}) lets Modal try again up to ${times(one)} by itself${besides(one, crash)}`;
    return finding(
      'platform_retries',
      at,
      message,
      'Let one of them decide: leave `retries` out of the script, or start it with `--restart none`.',
    );
  });
}

const times = ({ retries }: ScriptRetries): string => (retries === 1 ? 'once' : `${retries} times`);

/** What the policy says of the same failures. */
function besides({ retries }: ScriptRetries, policy: Crash): string {
  const {
    class_name,
    max_retries = USUAL,
    default_action,
    exclude_error_types = [],
  } = policy as unknown as {
    readonly class_name: string;
    readonly max_retries?: number;
    readonly default_action?: string;
    readonly exclude_error_types?: readonly string[];
  };
  if (!OURS.includes(class_name)) return ', and the policy decides on that as well';
  const most = Number(max_retries);
  if (class_name === 'NoRestartPolicy' || most === 0) return ', and the policy never restarts';
  const product = (most + 1) * (retries + 1);
  const both = `, in each of up to ${most + 1} attempts of the policy: ${product} in all`;
  if (class_name !== 'SelectiveRestartPolicy') return both;
  const more = exclude_error_types.length > NAMED ? ', …' : '';
  const named = `${exclude_error_types.slice(0, NAMED).join(', ')}${more}`;
  const stops = default_action === 'restart' ? named : named === '' ? 'what no list of it names' : named;
  return stops === '' ? both : `, also what the policy stops for (${stops})${both}`;
}

interface Script {
  readonly name: string;
  readonly text: string;
  readonly target?: string;
}

/** The first word of the command that names a Python file which is there. */
function scriptOf(command: readonly string[], cwd: string): Script | undefined {
  for (const word of command) {
    const [file = '', target] = word.split('::', 2);
    if (!file.endsWith('.py')) continue;
    const text = textOf(resolve(cwd, file));
    if (text !== undefined) return { name: basename(file), text, ...(target === undefined ? {} : { target }) };
  }
  return undefined;
}

function textOf(path: string): string | undefined {
  try {
    return statSync(path).size > LARGEST ? undefined : readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
