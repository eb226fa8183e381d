import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { brief, findingsOf, folderOf } from './files.fixture.js';
import { loadMonitors } from './index.js';
import type { Where } from './locate.js';
import type { Monitor } from './monitor.js';
import { parsedName, parsedOf } from './yaml/parsed-file.js';
import { readYaml, type YamlFile } from './yaml/yaml-file.js';

/** The same packs, whose files are known word for word. */
function known(where: Where): Where {
  const { cwd: parsed } = folderOf({});
  const folders = where.packs.map((pack) => join(pack, 'monitoring')).filter(existsSync);
  for (const folder of folders)
    for (const path of readdirSync(folder).map((name) => join(folder, name))) {
      const file = readYaml(path).file as YamlFile;
      writeFileSync(join(parsed, parsedName(readFileSync(path, 'utf8'))), JSON.stringify(parsedOf(file)));
    }
  return { ...where, parsed };
}

/** What a monitor says, and what is told of where it is from. */
const told = (monitor: Monitor) => ({
  ...monitor,
  origins: [...monitor.origins].map(([name, { pack, ...origin }]) => ({
    name,
    ...origin,
    pack: pack?.name,
    hash: pack?.hash(),
  })),
});

it('the packs mean the same whether their files are known or looked at', () => {
  const plugins = fileURLToPath(new URL('../../../../plugins/', import.meta.url));
  const where = { cwd: plugins, packs: readdirSync(plugins).map((name) => plugins + name) };
  expect(told(loadMonitors(['default'], known(where)))).toEqual(told(loadMonitors(['default'], where)));
});

const rule = (pattern: string) => `class_name: LogMonitor\nlog_signals:\n  - name: r\n    pattern: ${pattern}\n`;

it('what is known is not looked at again', () => {
  const where = folderOf({ 'pack/monitoring/m.yaml': rule("'a(b'") });
  expect(brief(findingsOf(() => loadMonitors(['m'], where)))).toEqual(['bad_pattern 4:14']);
  expect(loadMonitors(['m'], known(where)).rules.map(({ pattern }) => pattern)).toEqual(['a(b']);
});

it('what is known is looked at where a value of it comes from outside', () => {
  const where = { ...folderOf({ 'pack/monitoring/m.yaml': rule(`'\${oc.env:P}'`) }), env: { P: 'a(b' } };
  for (const one of [where, known(where)])
    expect(brief(findingsOf(() => loadMonitors(['m'], one)))).toEqual(['bad_pattern 4:14']);
  const typed = { 'pack/monitoring/m.yaml': `class_name: LogMonitor\npoll_interval_seconds: \${oc.env:P}\n` };
  const soon = { ...folderOf(typed), env: { P: 'soon' } };
  const findings = findingsOf(() => loadMonitors(['m'], soon));
  expect(findings.length).toBeGreaterThan(0);
  expect(brief(findingsOf(() => loadMonitors(['m'], known(soon))))).toEqual(brief(findings));
});

it('a file of the user that includes what is known is looked at', () => {
  const where = folderOf({ 'pack/monitoring/m.yaml': rule('a'), 'own.yaml': `defaults: [m]\n${rule("'c(d'")}` });
  expect(brief(findingsOf(() => loadMonitors(['./own.yaml'], known(where))))).toEqual(['bad_pattern 5:14']);
});
