import { type PackVersion, packHash, packOf, type SigwatchEvent } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { jsonText } from '../../view/json-text.js';
import { stateDirectoryOf } from '../directories.js';
import { namedRun } from '../named-run.js';
import { UsageError } from '../problem.js';
import { knownPacks } from './known-packs.js';
import { fromHere, print } from './place.js';
import { aligned } from './table.js';

type Options = Readonly<Record<string, unknown>>;

/** A pack of a run, and what is there of it now. */
interface Compared {
  readonly name: string;
  /** `changed`: it says something else, whatever its version is. */
  readonly is: 'same' | 'changed' | 'missing';
  readonly then: PackVersion;
  readonly now?: PackVersion & { readonly folder: string };
}

/** `sigwatch rules list --locked RUN`: whether the packs that a run began with say here what they said then. */
export function listLocked(run: string, options: Options): number {
  const then = packsOf(run, options);
  const here = packsHere(options);
  const compared = then.map((one) => compare(one, here));
  if (options.format === 'jsonl') print(compared.map((one) => jsonText(one)));
  else {
    const rows = compared.map(({ name, is, then, now }) => [name, is, text(then), now ? text(now) : '-', place(now)]);
    print(aligned([['PACK', 'IS', 'OF THE RUN', 'HERE', 'FOLDER'], ...rows], options));
  }
  return compared.every(({ is }) => is === 'same') ? 0 : 1;
}

/** Those that the run was last said to begin with: it may have been taken up again with others. */
function packsOf(run: string, options: Options): readonly PackVersion[] {
  using store = openStore({ directory: stateDirectoryOf(options), readonly: true });
  const run_id = namedRun(store, run);
  let packs: readonly PackVersion[] | undefined;
  for (const event of store.events(run_id)) packs = told(event) ?? packs;
  if (packs === undefined)
    throw new UsageError(`nothing tells which packs the run ${run_id} was begun with: it is older, or has not begun`);
  return packs;
}

const told = ({ event_type, data }: SigwatchEvent): readonly PackVersion[] | undefined =>
  event_type === 'run_started' || event_type === 'attempt_started'
    ? (data.packs as unknown as readonly PackVersion[] | undefined)
    : undefined;

type Here = NonNullable<Compared['now']>;

/** In order of preference: of several of one name the first is taken, unless another is the one. */
function packsHere(options: Options): readonly Here[] {
  const { folders, parsed } = knownPacks(options);
  return folders.flatMap((folder) => {
    const pack = packOf(folder, parsed);
    return pack === undefined ? [] : [{ name: pack.name, version: pack.version, hash: packHash(folder), folder }];
  });
}

function compare(then: PackVersion, here: readonly Here[]): Compared {
  const { name } = then;
  const found = here.filter((pack) => pack.name === name);
  const alike = found.find(({ version, hash }) => version === then.version && hash === then.hash);
  const now = alike ?? found[0];
  if (now === undefined) return { name, is: 'missing', then };
  return { name, is: alike === undefined ? 'changed' : 'same', then, now };
}

const text = ({ version, hash }: PackVersion): string => `${version} ${hash}`;
const place = (now: Here | undefined): string => (now === undefined ? '' : fromHere(now.folder));
