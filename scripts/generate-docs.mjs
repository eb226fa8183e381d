// Writes docs/reference from schemas/ and from tables of the built core: every key of every YAML file and event with its
// type, default and meaning, every finding, every template. `--check` writes nothing and fails when a page differs.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dslPage } from './docs-of-dsl.mjs';
import { banner, componentsPage, filePage } from './docs-of-schemas.mjs';
import { errorsPage, errorTypesPage, lintPage, textsPage } from './docs-of-tables.mjs';
import { root } from './workspaces.mjs';

const target = join(root, 'docs/reference');

function indexPage(all) {
  const rows = all.map(([name, text]) => `- [${/^# (.+)$/m.exec(text)[1]}](${name})`);
  return `${banner('schemas/ and tables of the core')}
# Reference

Generated; what to do with it stands in [the other pages](..).

${rows.join('\n')}
`;
}

function pages() {
  const others = [
    ['sigwatch-yaml.md', filePage('sigwatch.yaml', 'sigwatch.schema.json')],
    ['monitor.md', filePage('Monitors', 'monitor.schema.json')],
    ['restart.md', filePage('Restart policies', 'restart.schema.json')],
    ['components.md', componentsPage()],
    ['texts.md', textsPage()],
    ['rule-tests.md', filePage('Tests: NAME.test.yaml', 'rule-tests.schema.json')],
    ['plugin-yaml.md', filePage('Packs: plugin.yaml', 'plugin.schema.json')],
    ['lint.md', lintPage()],
    ['error-types.md', errorTypesPage()],
    ['errors.md', errorsPage()],
    ['events.md', filePage('Events', 'event.schema.json')],
    ['health.md', filePage('Health reports', 'health.schema.json')],
    ['gpu-check.md', filePage('Checks of GPUs', 'gpu-check.schema.json')],
    ['heartbeat.md', filePage('Heartbeat reports', 'heartbeat.schema.json')],
    ['stability.md', filePage('Stability reports', 'stability.schema.json')],
    ['wire.md', filePage('Lines of training programs', 'wire.schema.json')],
    ['control-request.md', filePage('Requests to training programs', 'control-request.schema.json')],
    ['control-health.md', filePage('Answers to training programs', 'control-health.schema.json')],
    ['monitor-record.md', filePage('Records: monitor_DATE.jsonl', 'monitor-record.schema.json')],
    ['error-record.md', filePage('Records: errors_DATE.jsonl', 'error-record.schema.json')],
    ['prices.md', filePage('Prices of GPUs', 'prices.schema.json')],
    ['run-record.md', filePage('Records: summary_SCRIPT_STAMP.json', 'run-record.schema.json')],
  ];
  const all = [['dsl.md', dslPage(new Map(others))], ...others];
  return new Map([['README.md', indexPage(all)], ...all]);
}

const files = pages();
if (process.argv.includes('--check')) {
  const found = existsSync(target) ? readdirSync(target) : [];
  const stale = [...files].filter(
    ([name, text]) => !found.includes(name) || readFileSync(join(target, name), 'utf8') !== text,
  );
  const extra = found.filter((name) => !files.has(name));
  for (const name of [...stale.map(([name]) => name), ...extra])
    console.error(`docs/reference/${name} differs from what it is made of`);
  if (stale.length + extra.length > 0) {
    console.error('Run: npm run generate');
    process.exitCode = 1;
  }
} else {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(target)) if (!files.has(name)) rmSync(join(target, name));
  for (const [name, text] of files) writeFileSync(join(target, name), text);
}
