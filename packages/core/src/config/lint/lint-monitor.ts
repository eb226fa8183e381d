import { compose } from '../compose.js';
import type { Finding } from '../finding.js';
import type { Where } from '../locate.js';
import type { HealthyLine } from './healthy-lines.js';
import { lintRules } from './lint.js';
import { lintConditions } from './lint-conditions.js';
import { lintEchoes } from './lint-echo.js';
import { lintExamples } from './lint-examples.js';
import { knownHealthy, lintHealthy } from './lint-healthy.js';
import { lintMeaning } from './lint-meaning.js';
import { lintPatterns } from './lint-patterns.js';
import { lintSettings } from './lint-settings.js';
import { lintShadowed } from './lint-shadow.js';
import { lintTexts } from './lint-texts.js';

/**
 * Says everything there is to say of monitors: what the loader refuses or warns of, and what only a closer look finds.
 * `parsed`: the folder of `Where` for packs that are only compared with, where the monitors themselves are not to be
 * taken from there.
 */
export function monitorLinter(
  where: Where,
  { strict = false, parsed = where.parsed }: { readonly strict?: boolean; readonly parsed?: string | undefined } = {},
): (path: string) => readonly Finding[] {
  let healthy: readonly HealthyLine[] | undefined;
  return (path) => {
    const composed = compose([path], where);
    const { rules, registry, conceal, withLint } = composed;
    const loaded = withLint([...lintRules(rules, registry), ...lintSettings(composed)]);
    if (loaded.some(({ level }) => level === 'error')) return loaded;
    healthy ??= knownHealthy(parsed === undefined ? where : { ...where, parsed });
    const closer = [
      ...lintPatterns(rules, path),
      ...lintShadowed(rules, path),
      ...lintMeaning(rules, path),
      ...lintConditions(composed, path),
      ...lintTexts(composed, path),
      ...lintEchoes(rules, path),
      ...lintHealthy(rules, healthy, path),
      ...lintExamples(rules, path, strict),
    ];
    return [...loaded, ...conceal(closer)];
  };
}
