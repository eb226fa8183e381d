import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { compileRules, type Matcher, type Registry } from '@sigwatch/core';
import { type LoadedRules, loadRules, type RuleNames } from './rules.js';

export type CompiledRules = LoadedRules & { readonly matcher: Matcher };

/** What rules depend on, beside their names. */
interface Witness {
  /** Every path that was looked at, and what was there. */
  readonly files: ReadonlyMap<string, string>;
  readonly variables: ReadonlyMap<string, string | undefined>;
}

interface Kept {
  readonly names: string;
  readonly registry: Registry | undefined;
  readonly rules: CompiledRules;
  /** Rules of the same text compile to the same. */
  readonly text: string;
  readonly witness: Witness;
}

/** So many are kept; runs that use others keep their own. */
const MOST = 64;
/** A file that was changed less than so many ms ago may change again without showing it by its times. */
const SETTLED = 10_000;

/**
 * Rules by their names, loaded and compiled once for all runs that ask for the same, as long as no file and no variable that
 * they were made of has changed.
 */
export class KeptRules {
  /** The latest is the last. */
  #kept: readonly Kept[] = [];

  /** Throws a ConfigError as `loadRules` does. */
  load(asked: RuleNames): CompiledRules {
    const { registry, ...others } = asked;
    const names = JSON.stringify([process.cwd(), others]);
    const known = this.#kept.find((one) => one.names === names && one.registry === registry && holds(one.witness));
    if (known !== undefined) return this.#use(known).rules;
    const files = new Map<string, string>();
    const variables = new Map<string, string | undefined>();
    const loaded = loadRules(asked, {
      looked: (path) => void (files.has(path) || files.set(path, stateOf(path))),
      env: recorded(process.env, variables),
    });
    const text = createHash('sha256').update(JSON.stringify(loaded.monitor.rules)).digest('hex');
    const alike = this.#kept.find((one) => one.text === text);
    const matcher = alike?.rules.matcher ?? compileRules(loaded.monitor.rules);
    this.#kept = this.#kept.filter((one) => one.names !== names || one.registry !== registry);
    return this.#use({ names, registry, text, rules: { ...loaded, matcher }, witness: { files, variables } }).rules;
  }

  #use(one: Kept): Kept {
    this.#kept = [...this.#kept.filter((other) => other !== one), one].slice(-MOST);
    return one;
  }
}

const holds = ({ files, variables }: Witness): boolean =>
  [...variables].every(([name, value]) => process.env[name] === value) &&
  [...files].every(([path, state]) => stateOf(path, state.startsWith(READ)) === state);

/** A state that tells what was read, and not when it was changed. */
const READ = 'sha256:';

/** What there is at a path: the same only as long as nobody has changed it. Empty where there is nothing. */
function stateOf(path: string, byContent?: boolean): string {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined || !stats.isFile()) return '';
    if (byContent ?? Number(stats.ctimeMs) > Date.now() - SETTLED)
      return READ + createHash('sha256').update(readFileSync(path)).digest('hex');
    return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
  } catch {
    return 'unreadable';
  }
}

/** The variables, of which each that is asked for is noted. */
const recorded = (env: NodeJS.ProcessEnv, into: Map<string, string | undefined>): NodeJS.ProcessEnv =>
  new Proxy(env, {
    get: (target, name) => note(target, name, into),
    has: (target, name) => note(target, name, into) !== undefined,
    getOwnPropertyDescriptor(target, name) {
      note(target, name, into);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });

function note(env: NodeJS.ProcessEnv, name: string | symbol, into: Map<string, string | undefined>) {
  if (typeof name !== 'string') return undefined;
  into.set(name, env[name]);
  return env[name];
}
