import type { RuleOrigin } from '@sigwatch/core';
import { jsonText } from '../../view/json-text.js';
import { rulesTold } from '../setting.js';
import { listPacks } from './list-packs.js';
import { listLocked } from './locked.js';
import { placeOf, print } from './place.js';
import { aligned } from './table.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch rules list` */
export async function verb(_: readonly string[], options: Options): Promise<number> {
  if (typeof options.locked === 'string') return listLocked(options.locked, options);
  if (options.packs === true) return listPacks(options);
  const { rules: all, origins } = rulesTold(options).monitor;
  const rules = all.filter(({ internal }) => !internal);
  if (options.format === 'jsonl') {
    for (const { name, kind, error_type, severity } of rules) {
      const { status, pack, file, line } = origins.get(name) ?? {};
      const of = pack && { pack: pack.name, version: pack.version };
      print([jsonText({ name, kind, error_type, severity, status, ...of, file, line })]);
    }
    return 0;
  }
  const rows = rules.map(({ name, kind, error_type = '-', severity }) => {
    const failure = kind === 'error' || kind === 'warning';
    const origin = origins.get(name);
    const how = [name, kind, error_type, failure ? severity : '-', origin?.status ?? '-'];
    return [...how, packText(origin), placeOf(origin)];
  });
  print(aligned([['RULE', 'KIND', 'ERROR TYPE', 'SEVERITY', 'STATUS', 'PACK', 'PLACE'], ...rows], options));
  return 0;
}

const packText = (origin: RuleOrigin | undefined): string =>
  origin?.pack === undefined ? '-' : `${origin.pack.name}@${origin.pack.version}`;
