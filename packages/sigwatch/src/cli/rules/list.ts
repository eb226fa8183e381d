import { packOf } from '@sigwatch/core';
import { ruleNames } from '../../rules.js';
import { rulesOf } from '../setting.js';
import { settingsOf } from '../settings-of.js';
import { fromHere, placeOf, print } from './place.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch rules list` */
export async function verb(_: readonly string[], options: Options): Promise<number> {
  if (options.packs === true) return packs(options);
  const { rules: all, origins } = rulesOf(options).monitor;
  const rules = all.filter(({ internal }) => !internal);
  if (options.format === 'jsonl') {
    for (const { name, kind, error_type, severity } of rules) {
      const { status, file, line } = origins.get(name) ?? {};
      print([JSON.stringify({ name, kind, error_type, severity, status, file, line })]);
    }
    return 0;
  }
  const rows = rules.map(({ name, kind, error_type = '-', severity }) => {
    const failure = kind === 'error' || kind === 'warning';
    const origin = origins.get(name);
    return [name, kind, error_type, failure ? severity : '-', origin?.status ?? '-', placeOf(origin)];
  });
  print(aligned([['RULE', 'KIND', 'ERROR TYPE', 'SEVERITY', 'STATUS', 'PLACE'], ...rows]));
  return 0;
}

/** `sigwatch rules list --packs` */
function packs(options: Options): number {
  const where = ruleNames(undefined, settingsOf(options).packs?.value);
  const all = where.packs.flatMap((folder) => {
    const pack = packOf(folder);
    return pack === undefined ? [] : [{ ...pack, status: pack.status ?? 'stable', folder: fromHere(folder) }];
  });
  if (options.format === 'jsonl') print(all.map((pack) => JSON.stringify(pack)));
  else {
    const rows = all.map(({ name, version, status, folder, description }) => [
      name,
      version,
      status,
      folder,
      description,
    ]);
    print(aligned([['PACK', 'VERSION', 'STATUS', 'FOLDER', 'DESCRIPTION'], ...rows]));
  }
  return 0;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
