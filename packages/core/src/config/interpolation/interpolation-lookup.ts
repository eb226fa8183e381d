import type { Json } from '../../contract.js';
import { nearest } from '../nearest.js';
import type { Path } from '../yaml/yaml-file.js';
import { InterpolationProblem } from './interpolation-syntax.js';

/** Groups of a training setup's configuration that no monitor or policy holds: only the run knows their values. */
const RUN_GROUPS: ReadonlySet<string> = new Set(
  'slurm job run project backend container sweep stage sibling hydra aux env megatron'.split(' '),
);

/** A tree and where in it something stands. */
export interface Spot {
  readonly tree: Json;
  readonly path: Path;
}

/** Where `key` leads from a value: absolute keys start at the root, `.b` beside the value, `..b` one level above. */
export function target(key: string, from: Spot, root: Json, group: string): Spot {
  const dots = /^\.*/.exec(key)?.[0].length ?? 0;
  const steps = key
    .slice(dots)
    .replaceAll(/\[(\w+)\]/g, '.$1')
    .split('.');
  if (steps.some((step) => step === '') || dots > from.path.length)
    throw new InterpolationProblem(
      'bad_interpolation',
      `\`${key}\` is no key`,
      `Write \`\${key}\` or \`\${group.key}\`.`,
    );
  const base = from.path.slice(0, from.path.length - dots);
  if (dots > 0 && base.length > 0) return { tree: from.tree, path: [...base, ...steps] };
  // In a training setup the file is mounted under its group.
  const inGroup = steps[0] === group && steps.length > 1 && child(root, group) === undefined;
  return { tree: root, path: inGroup ? steps.slice(1) : steps };
}

/** Whether only the run can say what the absolute path holds; `atRun`, whether not even the run knows it. */
export function runOnly({ path }: Spot, root: Json, atRun = false): boolean {
  if (path.length < 2 || !RUN_GROUPS.has(String(path[0]))) return false;
  const known = atRun ? path.reduce<Json | undefined>(child, root) : child(root, String(path[0]));
  return known === undefined;
}

/** One level down; undefined where there is nothing. */
export function child(node: Json | undefined, step: string | number): Json | undefined {
  if (Array.isArray(node)) return /^\d+$/.test(String(step)) ? (node as Json[])[Number(step)] : undefined;
  if (node === null || typeof node !== 'object' || !Object.hasOwn(node, step)) return undefined;
  return (node as { [key: string]: Json })[step];
}

/** Nothing stands there: which known key is the nearest one. */
export function unknownKey(key: string, step: string, at: Json | undefined, top: boolean): InterpolationProblem {
  const keys = at !== null && typeof at === 'object' ? Object.keys(at) : [];
  const near = nearest(step, top ? [...keys, ...RUN_GROUPS] : keys);
  const listed = keys.length > 0 && keys.length <= 30 ? `Known here: ${keys.join(', ')}; ` : '';
  const remedy = near
    ? `Did you mean \`${near}\`?`
    : `${listed}for a variable write \`\${oc.env:NAME}\`, for the text itself \`\\\${\`.`.replace(/^f/, 'F');
  return new InterpolationProblem(
    'unknown_interpolation',
    `\`\${${key}}\` names nothing: unknown key \`${step}\``,
    remedy,
  );
}

/** Whether a regular expression stands there: in one, `\$` is its own escape already. */
export function isRegex({ tree, path }: Spot): boolean {
  if (path.at(-1) === 'unless') return true;
  if (path.at(-1) !== 'pattern') return false;
  const rule = path.slice(0, -1).reduce<Json | undefined>(child, tree);
  return ['regex', 'json', 'logfmt'].includes(String(child(rule, 'pattern_type') ?? 'regex'));
}
