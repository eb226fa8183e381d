import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startCli } from '../support/cli.js';
import { monitorFile as monitor, Workshop } from './workshop.js';

const CRASH = 'state: { class_name: CrashState }';
const plugin = (name: string, sigwatch = '>=0.1.0') =>
  `name: ${name}\nversion: 1.2.0\nrequires: { sigwatch: "${sigwatch}" }\nstatus: experimental\ndescription: Rules of ${name}.\n`;

function workshop(files: Readonly<Record<string, string>>): Workshop {
  const shop = new Workshop();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(shop.directory, name)), { recursive: true });
    shop.file(name, text);
  }
  return shop;
}

const PACKAGE = 'node_modules/@acme/sigwatch-pack';
const files = {
  [`${PACKAGE}/package.json`]: '{ "name": "@acme/sigwatch-pack", "version": "1.2.0", "exports": {} }',
  [`${PACKAGE}/plugin.yaml`]: plugin('acme'),
  [`${PACKAGE}/monitoring/acme.yaml`]: `${monitor(`{ name: acme_fabric, pattern: 'acme: link \\d+ down', ${CRASH}, metadata: { error_type: hardware } }`)}defaults: [nccl]\n`,
  'rules/plugin.yaml': plugin('ours'),
  'rules/monitoring/ours.yaml': `${monitor(`{ name: nccl_error, pattern: 'OUR NCCL FAILED', ${CRASH}, metadata: { error_type: nccl } }`, '{ name: nccl_warning }')}defaults: [acme, pytorch]\n`,
  'sigwatch.yaml': 'packs: [./rules, "@acme/sigwatch-pack"]\nmonitor: ours\n',
  'log.out': [
    'gpu-1:7:9 [0] NCCL WARN something odd',
    'RuntimeError: NCCL error in: /opt/x.cpp:1, internal error',
    'acme: link 4 down',
    'OUR NCCL FAILED',
    'RuntimeError: mat1 and mat2 shapes cannot be multiplied (4x512 and 768x512)',
    'CUDA out of memory. Tried to allocate 2.00 GiB',
    '',
  ].join('\n'),
};

describe.concurrent('packs', () => {
  it('single ones that are shipped are built on, and rules override by name', async () => {
    using shop = workshop({
      'mine.yaml': `defaults: [pytorch, cuda]\nlog_signals:\n  - { name: torch_error }\n  - { name: cuda_oom, pattern: 'no memory', ${CRASH} }\n`,
      'log.out': `${files['log.out']}no memory\n`,
    });
    const { code, out } = await shop.cli(['scan', 'log.out', '--monitor', 'mine.yaml']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^\S*log\.out:7: \w+ \(cuda_oom\): no memory\n$/)]);
  });

  it('in a folder and in a package are named by sigwatch.yaml, and build on each other and on the shipped ones', async () => {
    using shop = workshop(files);
    const { code, out } = await shop.cli(['scan', 'log.out']);
    const hits = out.trim().split('\n');
    expect([code, hits.map((line) => line.replace(/^.*log\.out:(\d+): \S+ \((\w+)\).*$/, '$1 $2'))]).toEqual([
      0,
      ['3 acme_fabric', '4 nccl_error', '5 torch_error'],
    ]);
    const named = await shop.cli(['rules', 'explain', 'acme: link 4 down', '--monitor', 'acme']);
    expect([named.code, named.out]).toEqual([0, expect.stringContaining('acme_fabric')]);
    const listed = await shop.cli(['rules', 'list', '--packs']);
    expect(listed.out).toMatch(/^ours +1\.2\.0 +experimental +.*\nacme +1\.2\.0 +experimental /m);
  });

  it('whose plugin.yaml is not valid hold without its name, and each load says so', async () => {
    using shop = workshop({ ...files, [`${PACKAGE}/plugin.yaml`]: `${plugin('acme')}colour: red\n` });
    const fault =
      /^(?:sigwatch: |warning\[unusable_plugin_file\] )\S*sigwatch-pack\/plugin\.yaml:6:1: the pack is used without its name and its version, .*colour.*$/gm;
    for (const verb of [
      ['scan', 'log.out'],
      ['replay', 'log.out'],
      ['watch', '--once', 'log.out'],
      ['rules', 'list'],
    ]) {
      const { err } = await shop.cli(verb);
      expect(err.match(fault), `${verb.join(' ')}: ${err}`).toHaveLength(1);
    }
    const { out } = await shop.cli(['rules', 'lint', 'sigwatch.yaml']);
    expect(out).toMatch(/sigwatch-pack\/plugin\.yaml:6:1: /);
  });

  it('a run knows them, and doctor tells where they lie', async () => {
    using shop = workshop(files);
    const command = [process.execPath, '-e', "console.log('OUR NCCL FAILED'); process.exitCode = 1"];
    const { code, incidents } = await shop.told('run', ['--run-id', 'one'], command);
    expect([code, incidents]).toEqual([1, ['nccl nccl_error']]);
    expect((await shop.cli(['doctor', '--config'])).out).toMatch(/packs +\[.*rules.*sigwatch-pack\] +sigwatch\.yaml:1/);
  });

  it('are held against what they require, and told of where they are not there', async () => {
    using shop = workshop({ ...files, 'rules/plugin.yaml': plugin('ours', '>=9.0.0') });
    const { code, out } = await shop.cli(['rules', 'lint']);
    expect([code, out]).toEqual([2, expect.stringMatching(/error\[requirement_not_met\] rules\/plugin\.yaml:/)]);
    shop.file('sigwatch.yaml', 'packs: ["@acme/other"]\nmonitor: ours\n');
    const missing = await shop.cli(['scan', 'log.out']);
    expect([missing.code, missing.err]).toEqual([
      2,
      expect.stringMatching(/sigwatch\.yaml:1:9: there is no package `@acme\/other` here\. Install it/),
    ]);
  });
});

describe.concurrent('packs that a project depends on', () => {
  const manifest = (keywords: readonly string[]) =>
    JSON.stringify({ name: '@acme/sigwatch-pack', version: '1.2.0', keywords, exports: {} });
  const { 'sigwatch.yaml': _, ...others } = files;
  const project = {
    ...others,
    [`${PACKAGE}/package.json`]: manifest(['sigwatch-pack']),
    'package.json': '{ "devDependencies": { "@acme/sigwatch-pack": "^1.0.0" } }',
    'runs/log.out': files['log.out'],
  };
  const cited = { id: 'acme_fabric', pack: 'acme', version: '1.2.0' };

  it('are known by name from its package.json downwards, and rules tell whose they are', async () => {
    using shop = workshop(project);
    const inRuns = (...args: string[]) =>
      startCli(args, { SIGWATCH_STATE_DIR: shop.state }, join(shop.directory, 'runs')).done;
    const scanned = await inRuns('scan', 'log.out', '--monitor', 'acme');
    expect([scanned.code, scanned.out]).toEqual([0, expect.stringContaining('(acme_fabric)')]);
    const listed = await inRuns('rules', 'list', '--monitor', 'acme');
    expect(listed.out).toMatch(/^acme_fabric .* acme@1\.2\.0 +\S*sigwatch-pack\/monitoring\/acme\.yaml:\d+$/m);
    expect(listed.out).toMatch(/^nccl_error .* nccl@\d+\.\d+\.\d+ /m);
    expect((await inRuns('rules', 'list', '--packs')).out).toMatch(/^acme +1\.2\.0 +experimental /m);
    const linted = await inRuns('rules', 'lint', `../${PACKAGE}`);
    expect([linted.code, linted.out.match(/^\w+\[\w+\]/gm)]).toEqual([
      1,
      ['warning[missing_readme]', 'warning[undeclared_pack]'],
    ]);
  });

  it('are none without the keyword, or where nobody lists them', async () => {
    using shop = workshop({ ...project, [`${PACKAGE}/package.json`]: manifest(['rules']) });
    const unknown = [2, expect.stringContaining('there is no monitor `acme`')];
    const { code, err } = await shop.cli(['scan', 'log.out', '--monitor', 'acme']);
    expect([code, err]).toEqual(unknown);
    shop.file(`${PACKAGE}/package.json`, manifest(['sigwatch-pack']));
    shop.file('package.json', '{}');
    const after = await shop.cli(['scan', 'log.out', '--monitor', 'acme']);
    expect([after.code, after.err]).toEqual(unknown);
  });

  it('are cited by what a run tells, and compared with what is there later', async () => {
    using shop = workshop({ ...project, 'sigwatch.yaml': 'monitor: acme\nrestart: megatron_transient\n' });
    const command = [process.execPath, '-e', "console.log('acme: link 4 down'); process.exitCode = 1"];
    const more = ['--run-id', 'one', '--records', 'records', '--format', 'jsonl'];
    const { out } = await shop.cli(['run', ...more, '--', ...command]);
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const of = (type: string) => events.filter(({ event_type }) => event_type === type).map(({ data }) => data);
    const [{ packs, monitor }] = of('run_started');
    expect(monitor).toEqual(['acme']);
    expect(packs.map(({ name }: { name: string }) => name)).toEqual(['acme', 'megatron', 'nccl']);
    expect(packs[0]).toEqual({ name: 'acme', version: '1.2.0', hash: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(of('signal').find(({ signal }) => signal === 'acme_fabric').rule).toEqual(cited);
    expect(of('incident_closed')[0].root.rule).toEqual(cited);
    expect(of('decision')[0].rule).toEqual(cited);
    const [summary] = readdirSync(join(shop.directory, 'records')).filter((name) => name.startsWith('summary_'));
    const record = JSON.parse(readFileSync(join(shop.directory, 'records', summary as string), 'utf8'));
    expect(record.packs).toEqual(packs);
    expect([record.decisions[0].rule, record.errors[0].rule]).toEqual([cited, cited]);

    const locked = () => shop.cli(['rules', 'list', '--locked', 'one']);
    const same = await locked();
    expect([same.code, same.out]).toEqual([0, expect.stringMatching(/^acme +same +1\.2\.0 /m)]);
    shop.file(`${PACKAGE}/monitoring/acme.yaml`, `${files[`${PACKAGE}/monitoring/acme.yaml`]}# mended\n`);
    const changed = await locked();
    expect([changed.code, changed.out]).toEqual([1, expect.stringMatching(/^acme +changed +1\.2\.0 /m)]);
    expect(changed.out).toMatch(/^nccl +same /m);
    shop.file('package.json', '{}');
    shop.file('sigwatch.yaml', 'monitor: nccl\n');
    expect((await locked()).out).toMatch(/^acme +missing +1\.2\.0 \S+ +-$/m);
  });

  it('take no name of a shipped one, and are held against what they require', async () => {
    using shop = workshop({ ...project, [`${PACKAGE}/monitoring/nccl.yaml`]: monitor('{ name: x, pattern: x }') });
    const { code, err } = await shop.cli(['scan', 'log.out', '--monitor', 'nccl']);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(
        /`nccl` is in several packs: \S+nccl\.yaml and \S+sigwatch-pack\S+nccl\.yaml\. Name the file/,
      ),
    ]);
    shop.file('sigwatch.yaml', `packs: ["@acme/sigwatch-pack"]\nmonitor: nccl\n`);
    expect((await shop.cli(['rules', 'list'])).out).toMatch(/^x /m);
    shop.file('sigwatch.yaml', 'monitor: acme\n');
    shop.file(`${PACKAGE}/plugin.yaml`, plugin('acme', '>=9.0.0'));
    const unmet = await shop.cli(['scan', 'log.out']);
    expect([unmet.code, unmet.err]).toEqual([
      2,
      expect.stringMatching(/sigwatch-pack\/plugin\.yaml:3:\d+: the pack needs sigwatch >=9\.0\.0, and this is /),
    ]);
  });
});
