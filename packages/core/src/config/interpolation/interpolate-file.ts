import type { Json } from '../../contract.js';
import { type Finding, finding, placeIn } from '../finding.js';
import type { FindingCode } from '../lint/finding-codes.js';
import type { Path, YamlFile } from '../yaml/yaml-file.js';
import { Interpolator, type Sources } from './interpolation.js';
import { InterpolationProblem, interpolated } from './interpolation-syntax.js';
import type { Resolved } from './interpolation-value.js';

/** Names that the engine needs when it starts; texts for people and paths may wait for the run. */
const NEEDED =
  /(?:^|\/)(?:pattern|unless|error_type|subsystem|kind|cwd)$|\/(?:symptom_of|extract_groups|command|env)\/[^/]+$|^(?:termination_string|state_whitelist\/\d+)$|(?:^|\/)(?:restart_on|exclude)_\w+\/\d+$/;

/** A file with its interpolations worked out. */
export interface InterpolatedFile {
  readonly file: YamlFile;
  readonly findings: readonly Finding[];
  /** Values of environment variables that the file uses; no text for people may show them. */
  readonly secrets: ReadonlySet<string>;
  /** `file:line:column` of values that hold one, with what is written there. */
  readonly hidden: ReadonlyMap<string, string>;
}

/** Works out every `${…}` of the file. Log lines in `tests` are taken as they are, and so are includes. */
export function interpolateFile(file: YamlFile, sources: Sources): InterpolatedFile {
  const findings: Finding[] = [];
  const places = new Map<string, string>();
  const hidden = new Map<string, string>();
  const interpolator = new Interpolator(sources);

  const walk = (value: Json, path: Path): Json => {
    const key = path.at(-1);
    if (key === 'tests' || (key === 'defaults' && path.length === 1)) return value;
    if (interpolated(value)) return text(value, path);
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return (value as Json[]).map((item, i) => walk(item, [...path, i]));
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item as Json, [...path, name])]));
  };
  const text = (given: string, path: Path): Json => {
    places.set(path.join('/'), given);
    const add = (code: FindingCode, message: string, remedy: string) => {
      const hide = (words: string) => conceal(words, interpolator.secrets);
      findings.push(finding(code, placeIn(file, path), `\`${path.at(-1)}\`: ${hide(message)}`, hide(remedy)));
    };
    try {
      const done: Resolved = interpolator.text(given, { tree: file.value as Json, path });
      if (done.secret) hidden.set(placeKey({ file: file.path, ...file.place(path) }), given);
      if (done.pending && NEEDED.test(path.join('/')))
        add('unresolved_interpolation', `\`${given}\` is known to the run only`, 'Write the value itself.');
      return done.value;
    } catch (error) {
      if (!(error instanceof InterpolationProblem)) throw error;
      add(error.code, error.message, error.remedy);
      return given;
    }
  };
  const value = walk(file.value as Json, []) as YamlFile['value'];
  return {
    file: {
      ...file,
      value,
      written: (path) => places.get(path.join('/')),
      shipped: file.shipped === true && places.size === 0,
    },
    findings,
    secrets: interpolator.secrets,
    hidden,
  };
}

/** The text without the values of variables. */
function conceal(text: string, secrets: ReadonlySet<string>): string {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((shown, secret) => shown.replaceAll(secret, `\${oc.env:…}`), text);
}

/** Findings about values: one about an interpolated value says what is written there, as a part of the value would tell of the rest. */
export function concealFindings(findings: readonly Finding[], files: readonly InterpolatedFile[]): readonly Finding[] {
  const secrets = new Set(files.flatMap((file) => [...file.secrets]));
  if (secrets.size === 0) return findings;
  const hidden = new Map(files.flatMap((file) => [...file.hidden]));
  return findings.map((finding) => {
    const written = hidden.get(placeKey(finding));
    if (written !== undefined && !finding.message.includes(written))
      return {
        ...finding,
        message: `what \`${written}\` comes to cannot be used here`,
        remedy: 'Correct the variable.',
      };
    return { ...finding, message: conceal(finding.message, secrets), remedy: conceal(finding.remedy, secrets) };
  });
}

const placeKey = ({ file, line, column }: Pick<Finding, 'file' | 'line' | 'column'>) => `${file}:${line}:${column}`;
