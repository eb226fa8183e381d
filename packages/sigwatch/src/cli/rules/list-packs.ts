import { packOf } from '@sigwatch/core';
import { jsonText } from '../../view/json-text.js';
import { knownPacks } from './known-packs.js';
import { fromHere, print } from './place.js';
import { aligned } from './table.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch rules list --packs`: in the order in which names are looked up in them. */
export function listPacks(options: Options): number {
  const { folders, parsed } = knownPacks(options);
  const all = folders.flatMap((folder) => {
    const pack = packOf(folder, parsed);
    return pack === undefined ? [] : [{ ...pack, status: pack.status ?? 'stable', folder: fromHere(folder) }];
  });
  if (options.format === 'jsonl') print(all.map((pack) => jsonText(pack)));
  else {
    const rows = all.map(({ name, version, status, folder, description }) => [
      ...[name, version, status],
      ...[folder, description],
    ]);
    print(aligned([['PACK', 'VERSION', 'STATUS', 'FOLDER', 'DESCRIPTION'], ...rows], options));
  }
  return 0;
}
