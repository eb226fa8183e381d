import { fillTemplate } from '../config/text/template.js';
import type { Json } from '../contract.js';
import { withOptions } from './command-options.js';
import type { RunOptions } from './options.js';
import { settingValues } from './setting-values.js';
import type { Snapshot } from './snapshot.js';

/** The command of a later attempt. */
export interface LaterCommand {
  readonly argv: readonly string[];
  /** What could not be put into it and why, as one sentence for people. */
  readonly left_out?: string;
}

/**
 * The command of an attempt that goes on from a checkpoint or with changed settings. Values go into single arguments,
 * whatever they hold; an option that stands in the command already is replaced. An argument whose value is not known is
 * left out with those beside it, but a step that nothing tells only with its own option.
 */
export function laterCommand(
  argv: readonly string[],
  { resume_args = [], override_args = {} }: Pick<RunOptions, 'resume_args' | 'override_args'>,
  { resume_from, resume_step, overrides }: Pick<Snapshot['start'], 'resume_from' | 'resume_step' | 'overrides'>,
): LaterCommand {
  const step = resume_step === undefined ? {} : { step: String(resume_step) };
  const resumed = resume_step === undefined ? withoutStep(resume_args) : resume_args;
  const settings = settingValues(argv, override_args, overrides);
  const given = [
    ...(resume_from === undefined ? [] : [filled(resumed, { resume_from, checkpoint_path: resume_from, ...step })]),
    ...Object.entries(override_args).map(([name, args]) => filled(args, { ...valuesOf(name, overrides), ...settings })),
  ];
  let now = argv;
  for (const { templates, texts } of given) {
    const edited = withOptions(now, templates, texts);
    if (!edited.ok) return { argv, left_out: leftOut(given.flatMap((one) => one.texts)) };
    now = edited.argv;
  }
  return { argv: now };
}

function leftOut(args: readonly string[]): string {
  return (
    `The command hands a text to a shell, which takes no arguments: ${args.join(' ')} is left out. ` +
    'Let the text read $SIGWATCH_RESUME_FROM and $SIGWATCH_OVERRIDES, or give the program itself as the command.'
  );
}

/** All of them, or none where one has no value. */
function filled(templates: readonly string[], values: Readonly<Record<string, string>>) {
  const texts = templates.map((arg) => fillTemplate(arg, values));
  return texts.every((one) => one.ok)
    ? { templates, texts: texts.map((one) => one.text) }
    : { templates: [], texts: [] };
}

/** Without what names the step, and without the option whose value that is. */
function withoutStep(args: readonly string[]): readonly string[] {
  const names = (arg: string | undefined) => arg?.includes('{step}') === true;
  return args.filter((arg, at) => !names(arg) && !(names(args[at + 1]) && /^--?[a-z][^=]*$/i.test(arg)));
}

/** A policy's `recover` sets a value, or says how the old one changes. */
const KINDS = { value: 'set', scale: 'scale', floor: 'floor', cap: 'cap' } as const;

function valuesOf(name: string, overrides: Json | undefined): Readonly<Record<string, string>> {
  const table = (overrides ?? {}) as Readonly<Record<string, Readonly<Record<string, Json>> | undefined>>;
  const known = Object.entries(KINDS).flatMap(([placeholder, kind]) => {
    const value = table[kind]?.[name];
    return value === undefined || value === null ? [] : [[placeholder, String(value)] as const];
  });
  return Object.fromEntries(known);
}
