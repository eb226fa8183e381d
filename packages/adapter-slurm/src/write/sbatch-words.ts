import { type IsScript, type OptionProblem, parseOptions, type SbatchOption } from './parse-options.js';

/** The words after `sbatch`, taken apart. */
export interface SbatchWords {
  /** One for each job of a heterogeneous job, else one. */
  readonly components: readonly Component[];
  /** As it was typed; missing with `--wrap`, and where `sbatch` would read the script from its input. */
  readonly script?: string;
  /** What stands behind the script. */
  readonly args: readonly string[];
  readonly problems: readonly OptionProblem[];
}

export interface Component {
  readonly words: readonly string[];
  readonly options: readonly SbatchOption[];
}

/** Options until the script; a word `:` where an option could stand begins the next job of a heterogeneous one. */
export function sbatchWords(argv: readonly string[], isScript?: IsScript): SbatchWords {
  const components: Component[] = [];
  const problems: OptionProblem[] = [];
  let rest = argv;
  for (;;) {
    const parsed = parseOptions(rest, isScript);
    components.push({ words: rest.slice(0, parsed.length), options: parsed.options });
    problems.push(...parsed.problems);
    rest = rest.slice(parsed.length);
    if (rest[0] !== ':') break;
    rest = rest.slice(1);
  }
  if (rest[0] === '--') rest = rest.slice(1);
  const [script, ...args] = rest;
  return { components, ...(script === undefined ? {} : { script }), args, problems };
}

/** What `sbatch` is given, with further words at the end of each component's, where they count more than what is before them. */
export function joinWords(
  { components, script, args }: SbatchWords,
  more: (component: Component, index: number) => readonly string[],
): readonly string[] {
  const options = components.flatMap((component, index) => [
    ...(index === 0 ? [] : [':']),
    ...component.words,
    ...more(component, index),
  ]);
  return script === undefined ? options : [...options, ...(script.startsWith('-') ? ['--'] : []), script, ...args];
}

/** Whether a command stands in place of a script. */
export function wrapped({ components }: SbatchWords): boolean {
  return components.some(({ options }) => lastOf(options, 'wrap') !== undefined);
}

/** The last one of a name counts. */
export function lastOf(options: readonly SbatchOption[], name: string): SbatchOption | undefined {
  return options.findLast((option) => option.name === name);
}
