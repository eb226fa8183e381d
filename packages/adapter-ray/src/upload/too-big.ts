import type { Entry } from './entries.js';

/** A refusal of a package, with the remedy: what takes the most room, and where to put it. */
export function tooBig(from: string, entries: readonly Entry[], most: number): string {
  const rooms = largest(entries).map(({ path, size }) => `${path} (${mib(size)})`);
  const named = rooms.length === 0 ? '' : ` The most room takes ${rooms.join(', ')}.`;
  return `${from} is more than the ${mib(most)} that Ray takes as a package.${named} ${remedy}`;
}

export const remedy =
  'Leave out what the job does not need, by runtime_env.excludes or a .rayignore, and put data where the cluster reads it; ' +
  'or name a package that the cluster fetches by itself (working_dir: s3://BUCKET/code.zip).';

/** Bytes, for people. */
export const mib = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(bytes < 1024 ** 2 * 10 ? 1 : 0)} MiB`;

/** The three largest of what stands in the folder; where nearly all is in one folder, of that. */
function largest(entries: readonly Entry[], depth = 1): readonly { readonly path: string; readonly size: number }[] {
  const sizes = new Map<string, number>();
  for (const { path, size } of entries) {
    const words = path.split('/');
    const name = words.slice(0, depth).join('/') + (words.length > depth ? '/' : '');
    sizes.set(name, (sizes.get(name) ?? 0) + size);
  }
  const rooms = [...sizes].map(([path, size]) => ({ path, size })).sort((one, other) => other.size - one.size);
  const all = rooms.reduce((sum, { size }) => sum + size, 0);
  const [first] = rooms;
  if (first?.path.endsWith('/') && first.size > 0.9 * all)
    return largest(
      entries.filter(({ path }) => path.startsWith(first.path)),
      depth + 1,
    );
  return rooms.slice(0, 3);
}
