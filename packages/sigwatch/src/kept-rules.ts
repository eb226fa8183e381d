import { createHash } from 'node:crypto';
import {
  compileRules,
  type Deps,
  type Matcher,
  makeOperators,
  type Operators,
  operatorsOf,
  type Registry,
  type RunOptions,
  systemDeps,
} from '@sigwatch/core';
import type { Common } from './common.js';
import { PathStates } from './path-states.js';
import { type LoadedRules, loadRules, type RuleNames } from './rules.js';

export type CompiledRules = LoadedRules & { readonly matcher: Matcher } & Required<Pick<RunOptions, 'sharedOperators'>>;

/** What rules depend on, beside their names. */
interface Witness {
  readonly paths: PathStates;
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

/**
 * Rules by their names, loaded and compiled once for all runs that ask for the same, as long as no file and no variable that
 * they were made of has changed.
 */
export class KeptRules {
  /** The latest is the last. */
  #kept: readonly Kept[] = [];

  constructor(private readonly deps: Deps = systemDeps) {}

  /** Throws a ConfigError as `loadRules` does. */
  load(asked: RuleNames): CompiledRules {
    const { registry, ...others } = asked;
    const names = JSON.stringify([process.cwd(), others]);
    const known = this.#kept.find((one) => one.names === names && one.registry === registry && holds(one.witness));
    if (known !== undefined) return this.#use(known).rules;
    const paths = new PathStates();
    const variables = new Map<string, string | undefined>();
    const loaded = loadRules(asked, {
      looked: (path) => paths.note(path),
      env: recorded(process.env, variables),
    });
    const text = createHash('sha256').update(JSON.stringify(loaded.monitor.rules)).digest('hex');
    const alike = this.#kept.find((one) => one.text === text);
    const matcher = alike?.rules.matcher ?? compileRules(loaded.monitor.rules);
    this.#kept = this.#kept.filter((one) => one.names !== names || one.registry !== registry);
    let made: Operators | undefined;
    const sharedOperators = () => {
      made ??= makeOperators(loaded.registry, operatorsOf(loaded.monitor.rules), this.deps);
      return made;
    };
    const rules = { ...loaded, matcher, sharedOperators };
    return this.#use({ names, registry, text, rules, witness: { paths, variables } }).rules;
  }

  #use(one: Kept): Kept {
    this.#kept = [...this.#kept.filter((other) => other !== one), one].slice(-MOST);
    return one;
  }
}

/** Those of all runs that have this in common. */
export const keptRules = (common: Common): KeptRules => common.made('rules', () => new KeptRules(common.deps));

const holds = ({ paths, variables }: Witness): boolean =>
  [...variables].every(([name, value]) => process.env[name] === value) && paths.hold();

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
