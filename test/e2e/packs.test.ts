import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
