import type { Json } from '../../contract.js';
import { child, isRegex, runOnly, type Spot, target, unknownKey } from './interpolation-lookup.js';
import { askResolver } from './interpolation-resolvers.js';
import {
  type Interpolation,
  InterpolationProblem,
  interpolated,
  type Part,
  parseInterpolation,
} from './interpolation-syntax.js';
import { asText, type Resolved, scalar } from './interpolation-value.js';

/** What interpolations may draw upon. */
export interface Sources {
  /** The composed file. */
  readonly root: Json;
  /** Under which key a training setup mounts the file. */
  readonly group: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The run fills in what it knows of itself; other groups of a training setup stay as they are. */
  readonly atRun?: boolean;
}

type Args = NonNullable<Interpolation['args']>;
/** Interpolations that double each other would fill any memory. */
const MAX_WORK = 100_000;

/** Works out the interpolations of one file, or says by an InterpolationProblem why it cannot. */
export class Interpolator {
  private work = 0;
  /** Values of variables that were read. */
  readonly secrets = new Set<string>();
  constructor(private readonly sources: Sources) {}

  text(text: string, from: Spot, open: readonly string[] = []): Resolved {
    const keepEscapes = isRegex(from);
    const parts = parseInterpolation(text, keepEscapes);
    const result = this.parts(parts, from, open);
    // The run reads the text once more.
    return result.pending && !keepEscapes ? this.parts(parseInterpolation(text, true), from, open) : result;
  }

  private parts(parts: readonly Part[], from: Spot, open: readonly string[]): Resolved {
    const done = parts.map((part) =>
      typeof part === 'string' ? { value: part, pending: false, secret: false } : this.one(part, from, open),
    );
    if (done.length === 1) return done[0] as Resolved;
    const value = done.map((part) => asText(part.value)).join('');
    this.spend(value.length / 100);
    return { value, pending: done.some((part) => part.pending), secret: done.some((part) => part.secret) };
  }

  private one(part: Interpolation, from: Spot, open: readonly string[]): Resolved {
    this.spend(1);
    const head = this.parts(part.head, from, open);
    if (head.pending) return { ...head, value: part.raw };
    const name = asText(head.value).trim();
    return part.args === undefined ? this.key(name, from, open) : this.resolver(name, part, part.args, from, open);
  }

  private key(key: string, from: Spot, open: readonly string[]): Resolved {
    const { root, group, atRun } = this.sources;
    const spot = target(key, from, root, group);
    if (spot.tree === root && runOnly(spot, root, atRun)) return { value: `\${${key}}`, pending: true, secret: false };
    const id = `${spot.tree === root ? '' : '.'}${spot.path.join('.')}`;
    if (open.includes(id))
      throw new InterpolationProblem(
        'interpolation_cycle',
        `its interpolations come back to themselves: ${[...open, id].join(' → ')}`,
        'Write one of these values out.',
      );
    let node: Json | undefined = spot.tree;
    let secret = false;
    for (const [i, step] of spot.path.entries()) {
      const here: Json | undefined = node;
      node = child(here, step);
      if (node === undefined) throw unknownKey(key, String(step), here, i === 0);
      if (!interpolated(node)) continue;
      const inner = this.text(node, { tree: spot.tree, path: spot.path.slice(0, i + 1) }, [...open, id]);
      if (inner.pending) return i === spot.path.length - 1 ? inner : { ...inner, value: `\${${key}}` };
      node = inner.value;
      secret ||= inner.secret;
    }
    const all = this.tree(node as Json, spot, [...open, id]);
    return { ...all, secret: secret || all.secret };
  }

  /** A whole list or mapping, with what is to be worked out in it. */
  private tree(node: Json, spot: Spot, open: readonly string[]): Resolved {
    this.spend(1);
    if (node === null || typeof node !== 'object') return { value: node, pending: false, secret: false };
    let [pending, secret] = [false, false];
    const below = (value: Json, step: string | number): Json => {
      const at = { tree: spot.tree, path: [...spot.path, step] };
      const done = interpolated(value) ? this.text(value, at, open) : this.tree(value, at, open);
      pending ||= done.pending;
      secret ||= done.secret;
      return done.value;
    };
    const value = Array.isArray(node)
      ? (node as Json[]).map(below)
      : Object.fromEntries(Object.entries(node).map(([key, item]) => [key, below(item as Json, key)]));
    return { value, pending, secret };
  }

  private resolver(name: string, part: Interpolation, args: Args, from: Spot, open: readonly string[]): Resolved {
    return askResolver(name, {
      raw: part.raw,
      count: args.length,
      arg: (i) => this.argument(args[i] ?? [], from, open),
      key: (key) => this.key(key, from, open),
      variable: (variable) => {
        const value = this.sources.env[variable];
        if (value) this.secrets.add(value);
        return value;
      },
    });
  }

  private argument(parts: readonly Part[], from: Spot, open: readonly string[]): Resolved {
    const done = this.parts(parts, from, open);
    const literal = parts.every((part) => typeof part === 'string');
    if (parts.length === 0) return { ...done, value: '' };
    return literal && typeof done.value === 'string' ? { ...done, value: scalar(done.value.trim()) } : done;
  }

  private spend(amount: number): void {
    this.work += amount;
    if (this.work > MAX_WORK)
      throw new InterpolationProblem(
        'interpolation_bomb',
        'its interpolations grow without end',
        'Write the values out.',
      );
  }
}
