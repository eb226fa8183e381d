/** One option of a template with its value filled in, and the text that it is known by. */
interface Option {
  readonly form: 'pair' | 'joined' | 'assign' | 'flag' | 'plain';
  /** As the command may have it already: `--load`, `trainer.resume_from_path`. */
  readonly name: string;
  /** What the value begins with where the option may stand several times: `key=` of `--set key=value`. */
  readonly prefix: string;
  readonly value: string;
}

export type Edited =
  | { readonly ok: true; readonly argv: readonly string[] }
  /** The command hands a text to a shell, which takes no further arguments: it stays as it is. */
  | { readonly ok: false };

/**
 * A command with these arguments: an option that stands in it already is replaced, in the way it is written there
 * (`--opt X`, `--opt=X`, Hydra's `a.b=X` and `+a.b=X`; `-` and `_` in names are the same), any other is added at its end, or
 * before a `--` of the program's own. Doing it twice changes nothing further.
 *
 * @param templates as the settings have them, from which one sees what is an option and what its value.
 * @param filled the same ones with their values.
 */
export function withOptions(argv: readonly string[], templates: readonly string[], filled: readonly string[]): Edited {
  const options = optionsOf(templates, filled);
  const shell = shellText(argv);
  if (shell !== undefined && options.length > 0 && !takesArguments(argv, shell)) return { ok: false };
  const from = shell === undefined ? afterProgram(argv, options) : shell + 2;
  return { ok: true, argv: options.reduce((args, option) => withOption(args, option, from), argv) };
}

function optionsOf(templates: readonly string[], filled: readonly string[]): readonly Option[] {
  const options: Option[] = [];
  for (let at = 0; at < templates.length; at++) {
    const template = templates[at]!;
    const text = filled[at]!;
    const next = templates[at + 1];
    const [, joined] = /^(--?[a-z][^={\s]*)=/i.exec(template) ?? [];
    const [, assigned] = ASSIGNED.exec(template) ?? [];
    if (joined !== undefined)
      options.push({ form: 'joined', name: joined, prefix: '', value: text.slice(joined.length + 1) });
    else if (assigned !== undefined) {
      const plus = template.indexOf(assigned);
      const value = text.slice(plus + assigned.length + 1);
      options.push({ form: 'assign', name: template.slice(0, plus) + assigned, prefix: '', value: quoted(value) });
    } else if (isOption(template) && next !== undefined && !isOption(next)) {
      const [prefix = ''] = /^[\w./-]+=/.exec(next) ?? [];
      options.push({ form: 'pair', name: text, prefix, value: filled[++at]! });
    } else options.push({ form: isOption(template) ? 'flag' : 'plain', name: text, prefix: '', value: text });
  }
  return options;
}

/** Hydra's: a name with dots, perhaps behind `+`. */
const ASSIGNED = /^\+{0,2}([a-z_][\w./@-]*)=/i;

/** Hydra reads a grammar, where these have a meaning: inside quotes they have none. A value that is quoted stays so. */
function quoted(value: string): string {
  if (!/[=,()[\]{}'"\\]/.test(value) || /^(?:'.*'|".*"|[[{].*[\]}])$/s.test(value)) return value;
  return `'${value.replace(/\\(?=\\*(?:'|$))/g, '\\\\').replaceAll("'", "\\'")}'`;
}

function withOption(argv: readonly string[], option: Option, from: number): readonly string[] {
  const end = option.form === 'plain' ? argv.length : endOfOptions(argv, from);
  const edited = argv.slice(0, from);
  let found = false;
  for (let at = from; at < end; at++) {
    const arg = argv[at]!;
    const same = matches(arg, at + 1 < end ? argv[at + 1] : undefined, option);
    if (same === undefined) {
      edited.push(arg);
      continue;
    }
    found = true;
    edited.push(...same.args);
    at += same.taken - 1;
  }
  if (!found) edited.push(...written(option));
  return [...edited, ...argv.slice(end)];
}

/** What takes the place of `arg`, and of how many arguments; undefined where it is another one. */
function matches(arg: string, next: string | undefined, { form, name, prefix, value }: Option) {
  if (form === 'plain') return arg === value ? { args: [arg], taken: 1 } : undefined;
  if (form === 'assign') {
    const [whole, key] = ASSIGNED.exec(arg) ?? [];
    return whole !== undefined && key === bare(name) ? { args: [whole + value], taken: 1 } : undefined;
  }
  const equals = arg.indexOf('=');
  if (isOption(arg) && equals > 0 && isSame(arg.slice(0, equals), name)) {
    if (!arg.slice(equals + 1).startsWith(prefix)) return undefined;
    return { args: [form === 'flag' ? arg : arg.slice(0, equals + 1) + value], taken: 1 };
  }
  if (!isSame(arg, name)) return undefined;
  if (form === 'flag') return { args: [arg], taken: 1 };
  const hasValue = next !== undefined && (!isOption(next) || next === value);
  if (prefix !== '' && !(hasValue && next.startsWith(prefix))) return undefined;
  return { args: [arg, value], taken: hasValue ? 2 : 1 };
}

function written({ form, name, value }: Option): readonly string[] {
  if (form === 'pair') return [name, value];
  return form === 'joined' || form === 'assign' ? [`${name}=${value}`] : [value];
}

/** `-5` is a value. */
const isOption = (arg: string): boolean => arg === '--' || /^--?[a-z]/i.test(arg);
const bare = (name: string): string => name.replace(/^\+{0,2}/, '');
const isSame = (a: string, b: string): boolean =>
  a === b || (a.startsWith('--') && b.startsWith('--') && a.replaceAll('_', '-') === b.replaceAll('_', '-'));

const SCRIPT = /\.(?:py|sh|bash|zsh|sbatch|slurm|job|jl|R|rb|pl|js|mjs)$/;

/** Where the arguments of the program begin whose options these are: a launcher before it may have some of the same name. */
function afterProgram(argv: readonly string[], options: readonly Option[]): number {
  // A checkpoint may be called like a script, and stand there already.
  const isValue = (arg: string) => options.some(({ value }) => arg === value || arg.endsWith(`=${value}`));
  const isProgram = (arg: string | undefined) => arg !== undefined && !isOption(arg) && !isValue(arg);
  const script = argv.findIndex((arg) => SCRIPT.test(arg) && isProgram(arg));
  if (script >= 0) return script + 1;
  const module = argv.indexOf('-m');
  if (module > 0 && isProgram(argv[module + 1])) return module + 2;
  // Behind a launcher's own `--` stands the program.
  const end = LAUNCHER.test(argv[0] ?? '') ? argv.indexOf('--') : -1;
  return end > 0 && end + 1 < argv.length ? end + 2 : 1;
}

const LAUNCHER =
  /(?:^|\/)(?:torchrun|accelerate|deepspeed|env|srun|mpirun|mpiexec|uv|ray|kubectl|docker|podman|numactl|nice|time|nsys)$/;
const INTERPRETER = /(?:^|\/)(?:python[\d.]*|bash|sh)$/;

/** Before a `--` behind which the program takes no options; a launcher's own `--` stands before the program. */
function endOfOptions(argv: readonly string[], from: number): number {
  const at = argv.indexOf('--', from);
  if (at < 0) return argv.length;
  const behind = argv[at + 1] ?? '';
  const launches = [LAUNCHER, INTERPRETER, SCRIPT].some((program) => program.test(behind));
  return launches ? argv.length : at;
}

const SHELL = /(?:^|\/)(?:ba|da|z|k|a|fi)?sh$/;

/** Where the text of `sh -c TEXT` stands. */
function shellText(argv: readonly string[]): number | undefined {
  for (const [at, arg] of argv.entries()) {
    if (!SHELL.test(arg)) continue;
    for (let option = at + 1; /^[-+]/.test(argv[option] ?? ''); option++) {
      if (/^-[a-z]*c$/.test(argv[option]!)) return option + 1 < argv.length ? option + 1 : undefined;
      if (/^[-+][a-z]*[oO]$/.test(argv[option]!)) option += 1;
    }
  }
  return undefined;
}

/** A text that hands on what it is given, with something behind it that takes the place of its name. */
function takesArguments(argv: readonly string[], text: number): boolean {
  return /\$[@*]|\$\{[@*]/.test(argv[text]!) && argv.length > text + 1;
}
