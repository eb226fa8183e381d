import path from 'node:path';

// `.1`, `-20240101`, `.2024-01-01_13-05`, `-20240101-1700000000`, `.old`, `.bak`, `~`, each perhaps compressed. No
// bare `-7`: rank and shard numbers (`train-1`) are written like that.
const DATE = String.raw`\d{4}[-_]?\d{2}[-_]?\d{2}(?:[-_T.]?\d{2}[-_:.]?\d{2}(?:[-_:.]?\d{2})?)?(?:[-_.]\d+)?`;
const SUFFIX = new RegExp(
  String.raw`(?:\.\d{1,6}|[-._]${DATE}|-\d{10}|\.(?:old|bak|orig|prev|backup|save[d]?)(?:\.\d+)?|~)$`,
);
const COMPRESSED = /\.(?:gz|zst|xz|bz2|lz4|Z|zip)$/;

/** The path that `file` was rotated away from, going by its name; `undefined` when it looks like no rotated file. */
export function rotatedFrom(file: string): string | undefined {
  const plain = file.replace(COMPRESSED, '');
  const base = plain.replace(SUFFIX, '');
  if (path.basename(base) === '' || path.dirname(base) !== path.dirname(file)) return undefined;
  return base === file ? undefined : base;
}

/** Whether a file called `name` is a rotated sibling of one called `base`, in the same directory. */
export function isRotated(name: string, base: string): boolean {
  if (name === base) return false;
  if (!name.startsWith(base)) return insertedBeforeExtension(name, base);
  for (let rest = rotatedFrom(name); rest && rest.length >= base.length; rest = rotatedFrom(rest)) {
    if (rest === base) return true;
  }
  return false;
}

/** All names of files that one called `name` may have been rotated from: those for which `isRotated` holds. */
export function basesOf(name: string): readonly string[] {
  const bases: string[] = [];
  for (let rest = rotatedFrom(name); rest; rest = rotatedFrom(rest)) bases.push(rest);
  const plain = name.replace(COMPRESSED, '');
  const extension = path.extname(plain);
  const stem = extension === '' ? '' : plain.slice(0, -extension.length);
  for (let at = 0; at < stem.length; at += 1) {
    const base = stem.slice(0, at) + extension;
    if (SEPARATORS.includes(stem[at] as string) && isRotated(name, base)) bases.push(base);
  }
  return bases;
}

const SEPARATORS = '-._';

/** What all names begin with that files called `base` may get by rotation. */
export const stemOf = (base: string): string => base.slice(0, base.length - path.extname(base).length);

// logrotate's `extension .log` writes `train.1.log` and `train-20240101.log`. Only the date is taken: `train.1.log` may
// as well be the log of rank 1.
function insertedBeforeExtension(name: string, base: string): boolean {
  const extension = path.extname(base);
  const plain = name.replace(COMPRESSED, '');
  if (extension === '' || plain === base || !plain.endsWith(extension)) return false;
  const stem = base.slice(0, -extension.length);
  const middle = plain.slice(0, -extension.length);
  return middle.startsWith(stem) && new RegExp(`^[-._]${DATE}$`).test(middle.slice(stem.length));
}

/** `.3` of `train.log.3.gz`: the higher, the older. `undefined` where the suffix is no small number. */
export function rotationNumber(name: string): number | undefined {
  const digits = /\.(\d{1,6})$/.exec(name.replace(COMPRESSED, ''))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether the name says that the content is compressed. */
export function isCompressedName(name: string): boolean {
  return COMPRESSED.test(name);
}
