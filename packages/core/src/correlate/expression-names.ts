import type { ASTNode } from '@marcbachmann/cel-js';

/** A field, or (`window_0` …) the value of a window. */
export type Name = { readonly field: string } | { readonly window: number };

/** Every field that an expression names, each once: `fields.x` and `fields["x"]`. */
export function fieldsIn(node: unknown): readonly string[] {
  const names = new Set<string>();
  const visit = (one: unknown): void => {
    if (Array.isArray(one)) return one.forEach(visit);
    if (!isNode(one)) return;
    const field = fieldOf(one);
    if (field !== undefined) names.add(field);
    visit(one.args);
  };
  visit(node);
  return [...names];
}

/**
 * What has to be there for an expression to say anything, whatever the rest is: asked first, since most points lack
 * something (software that prints no throughput, a window that is not full yet), and an error costs far more than a look.
 */
export function neededBy(node: unknown): readonly Name[] {
  return [...needs(node)].map((key) => (key.startsWith('.') ? { field: key.slice(1) } : { window: Number(key) }));
}

function needs(node: unknown): ReadonlySet<string> {
  if (Array.isArray(node)) return new Set(node.flatMap((one) => [...needs(one)]));
  if (!isNode(node)) return NOTHING;
  const field = fieldOf(node);
  if (field !== undefined) return new Set([`.${field}`]);
  const { op, args } = node as { op: string; args: unknown };
  const window = windowOf(node);
  if (window !== undefined) return new Set([String(window)]);
  const [first, second] = Array.isArray(args) ? (args as unknown[]) : [];
  // One side may settle it by itself, so that what only the other needs may be missing.
  if (op === '&&' || op === '||') {
    const other = needs(second);
    return new Set([...needs(first)].filter((name) => other.has(name)));
  }
  if (op === '?:') return needs(first);
  return op === 'call' && first === 'has' ? NOTHING : needs(args);
}

const NOTHING: ReadonlySet<string> = new Set();
const WINDOW = 'window_';

/** Which window a variable stands for. */
export function windowOf({ op, args }: ASTNode): number | undefined {
  return op === 'id' && String(args).startsWith(WINDOW) ? Number(String(args).slice(WINDOW.length)) : undefined;
}

/** Which field is read here. */
export function fieldOf({ op, args }: ASTNode): string | undefined {
  if ((op !== '.' && op !== '[]') || !Array.isArray(args)) return undefined;
  const [of, name] = args as unknown[];
  if (!isNode(of) || of.op !== 'id' || of.args !== 'fields') return undefined;
  const given = isNode(name) && name.op === 'value' ? name.args : name;
  return typeof given === 'string' ? given : undefined;
}

export const isNode = (one: unknown): one is ASTNode => one !== null && typeof one === 'object' && 'op' in one;
