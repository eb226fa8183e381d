import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workspaces } from '../../scripts/workspaces.mjs';
import { Consumer } from './consumer.js';
import { installedSize } from './installed-size.js';

const call = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const create = join(root, 'packages/create-sigwatch-plugin/create.js');
const OOM = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n';

/** Every name that can be imported. */
const entries = workspaces
  .filter(({ compiled }) => compiled)
  .flatMap(({ manifest: { name, exports } }) =>
    Object.entries(exports as Record<string, string | { types?: string }>)
      .filter(([, entry]) => typeof entry === 'object' && entry.types !== undefined)
      .map(([path]) => name + path.slice(1)),
  );

let project: Consumer;
beforeAll(async () => {
  project = await Consumer.install(async (folder) => {
    await call(process.execPath, [create, '@farm/sigwatch-plugin-farm', join(folder, 'plugin')]);
    writePack(join(folder, 'pack'));
    return [join(folder, 'plugin'), join(folder, 'pack')];
  });
  project.file('train.log', `step 1\n${OOM}`);
});
afterAll(() => project?.dispose());

/** A pack as somebody else publishes it. */
function writePack(folder: string) {
  const files = {
    'package.json': JSON.stringify({ name: 'sigwatch-pack-barn', version: '2.1.0', keywords: ['sigwatch-pack'] }),
    'README.md': '# Barns\n\nSays when one burns.\n',
    'plugin.yaml':
      'name: barn\nversion: 2.1.0\nrequires: { sigwatch: ">=0.1.0" }\nstatus: stable\ndescription: Barns.\n',
    'monitoring/barn.yaml': `class_name: LogMonitor
log_signals:
  - name: barn_burns
    pattern: 'barn (?P<which>\\d+) burns'
    state: { class_name: CrashState }
    metadata: { error_type: hardware }
    remedy: Call somebody.
    tests: [{ log: barn 7 burns, expect: { which: '7' } }, { log: the barn is warm, expect: none }]
`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

describe('the packages, installed from their tarballs into an empty project', () => {
  it('work in JavaScript, as modules', async () => {
    const code = `import { definePack, watch } from 'sigwatch';
      const pack = definePack({ name: 'own', log_signals: [{ name: 'step', pattern: '^step (?P<step>\\\\d+)', metadata: { kind: 'progress' } }] });
      const watched = watch('train.log', { monitor: ['default', pack], follow: false });
      const types = []; watched.incidents$.subscribe(({ root }) => types.push(root.error_type));
      const { end } = await watched.done;
      console.log(JSON.stringify({ state: end.state, types }));`;
    expect(await project.tells('own.mjs', code)).toEqual({ state: 'failed', types: ['oom'] });
  });

  it('work in CommonJS, by import and by require, which give the same', async () => {
    const code = `import('sigwatch').then(async ({ category, replay, watch }) => {
        const types = []; for await (const { event_type } of replay('train.log')) types.push(event_type);
        console.log(JSON.stringify([types.at(-1), category({ error_type: 'oom' }), watch === require('sigwatch').watch]));
      });`;
    expect(await project.tells('own.cjs', code)).toEqual(['run_ended', 'memory', true]);
  });

  it('can all be imported, which leaves no trace in the process', async () => {
    const trace =
      '() => JSON.stringify([Object.getOwnPropertyNames(globalThis).sort(), process.eventNames(), process.getActiveResourcesInfo(), process.env, process.cwd(), process.umask()])';
    const code = `const trace = ${trace};
      const before = trace();
      for (const name of ${JSON.stringify(entries)}) await import(name);
      console.log(JSON.stringify(trace() === before || [before, trace()]));`;
    expect(await project.tells('all.mjs', code)).toBe(true);
  });

  it('leave nothing in a bundle that uses nothing of them', async () => {
    const name = project.file('unused.mjs', entries.map((entry, i) => `import * as n${i} from '${entry}';`).join('\n'));
    const ours = (id: string) => /^[./]/.test(id) || entries.includes(id);
    const build = await rolldown({ input: name, platform: 'node', external: (id) => !ours(id) });
    const { output } = await build.generate({ format: 'esm' });
    await build.close();
    const left = output.map((file) => (file.type === 'chunk' ? file.code.replaceAll(/\/\/.*\n/g, '').trim() : file));
    expect(left).toEqual(['export {};']);
  });

  it.each([
    ['node16', { module: 'node16', moduleResolution: 'node16' }],
    ['nodenext', { module: 'nodenext' }],
    ['bundler', { module: 'preserve', moduleResolution: 'bundler' }],
  ])(
    'have types for strict TypeScript (%s), of modules and of CommonJS, down to the last declaration',
    async (name, how) => {
      const more = {
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
      };
      const lib = ['ES2023', 'ESNext.Disposable'];
      const compilerOptions = { ...how, ...more, lib, target: 'es2022', types: ['node'], noEmit: true };
      project.file(`types/tsconfig.${name}.json`, JSON.stringify({ compilerOptions, files: ['own.mts', 'own.cts'] }));
      const all = entries.map(
        (entry, i) => `import * as n${i} from '${entry}';\nexport const m${i}: object = n${i};\n`,
      );
      const use = `import { definePack, ofPack, type SigwatchEvent, watch } from 'sigwatch';
const pack = definePack({ name: 'own', log_signals: [{ name: 'shard', pattern: 'shard (?P<shard>\\\\S+) is gone' }] });
export const texts: string[] = [];
const watched = watch('train.log', { monitor: pack });
watched.signals$.pipe(ofPack(pack)).subscribe((signal) => texts.push(signal.fields.shard));
// @ts-expect-error its group has another name
watched.signals$.pipe(ofPack(pack)).subscribe((signal) => texts.push(signal.fields.shart));
export const types = (event: SigwatchEvent): string => event.event_type;
`;
      for (const ending of ['mts', 'cts']) project.file(`types/own.${ending}`, `${use}${all.join('')}`);
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      const told = await call(process.execPath, [tsc, '-p', `types/tsconfig.${name}.json`], {
        cwd: project.directory,
      }).catch((error: { stdout: string }) => error);
      expect(told.stdout).toBe('');
    },
  );

  it('bring the command line', async () => {
    const bin = 'node_modules/.bin/sigwatch';
    const { version } = JSON.parse(readFileSync(join(root, 'packages/sigwatch/package.json'), 'utf8'));
    expect(await project.node(bin, '--version')).toMatchObject({ code: 0, out: `${version}\n` });
    expect((await project.node(bin, 'scan', 'train.log')).out).toContain('CUDA out of memory');
    expect((await project.node(bin, 'run', '--', process.execPath, '-e', '0')).code).toBe(0);
    expect((await project.node('node_modules/.bin/create-sigwatch-plugin', 'made')).out).toContain('files in');
  });

  it('use a rule pack of node_modules', async () => {
    const bin = 'node_modules/.bin/sigwatch';
    const pack = 'node_modules/sigwatch-pack-barn';
    project.file('fire.log', 'barn 7 burns\n');
    project.file('fire/sigwatch.yaml', 'packs: [../node_modules/sigwatch-pack-barn]\nmonitor: barn\n');
    expect((await project.node(bin, 'rules', 'lint', pack)).err).toContain('no finding');
    expect((await project.node(bin, 'rules', 'test', pack)).out).toMatch(/\b2 passed/);
    const { out } = await project.node(bin, 'scan', 'fire.log', '--config', 'fire/sigwatch.yaml');
    expect(out).toContain('barn_burns');
  });

  it('find an adapter of somebody else among the dependencies of the project', async () => {
    const bin = 'node_modules/.bin/sigwatch';
    const job = `{ command: ['${process.execPath}', '-e', 'console.log(7)'] }`;
    const file = project.file('farm/sigwatch.yaml', `adapter: { class_name: FarmAdapter }\njob: ${job}\n`);
    const { code, out, err } = await project.node(bin, 'run', '--format', 'jsonl', '--config', file);
    expect(code, err).toBe(0);
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.find(({ event_type }) => event_type === 'attempt_started')?.data.job).toMatch(/^farm:/);
    expect(events.at(-1)).toMatchObject({ event_type: 'run_ended', data: { state: 'succeeded' } });
    const doctor = await project.node(bin, 'doctor');
    expect(doctor.out).toMatch(/ok +plugins +@farm\/sigwatch-plugin-farm 0\.1\.0/);
  });

  it('say which client is missing, of those that only some need', async () => {
    const code = `import { createRegistry, status } from 'sigwatch';
      const told = {};
      const missing = ({ code, package_name, message }) => ({ code, package_name, message });
      const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'us-east-1' };
      told.s3 = await status('heartbeat:s3://bucket/runs/one', { env }).catch(missing);
      const deps = { now: Date.now, schedule: () => () => {} };
      const notice = {
        ...{ run_id: 'r', name: 'r', attempt: 1, at: Date.now(), transition: 'run_ended', state: 'failed', severity: 'error' },
        ...{ title: 'r failed', text: 'r failed', dedup_key: 'k', reason: 'It failed.', links: [] },
      };
      const send = (class_name, config) =>
        createRegistry().find('notifier', class_name).create(config, deps).send(notice, new AbortController().signal).catch(missing);
      told.sns = await send('SnsNotifier', { topic_arn: 'arn:aws:sns:us-east-1:123456789012:a' });
      told.mail = await send('EmailNotifier', { host: 'localhost', from: 'a@example.com', to: ['b@example.com'] });
      console.log(JSON.stringify(told));`;
    const missing = (name: string) => ({
      code: 'package_missing',
      package_name: name,
      message: expect.stringContaining(`which is not installed. Run npm install ${name} beside sigwatch.`),
    });
    expect(await project.tells('clients.mjs', code)).toEqual({
      s3: missing('@aws-sdk/client-s3'),
      sns: missing('@aws-sdk/client-sns'),
      mail: missing('nodemailer'),
    });
  });

  it.each(['core', 'sigwatch'])('have the size that the README of %s tells, within a tenth', (folder) => {
    const readme = readFileSync(join(root, 'packages', folder, 'README.md'), 'utf8');
    const [, megabytes, files] = /\b([\d.]+) MB in ([\d,]+) files\b/.exec(readme) ?? [];
    const { name } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
    const size = installedSize(name, project.directory);
    const told = `${(size.bytes / 1e6).toFixed(1)} MB in ${size.files} files`;
    for (const [is, stated] of [
      [size.bytes / 1e6, Number(megabytes)],
      [size.files, Number(files?.replaceAll(',', ''))],
    ] as const) {
      expect(is, told).toBeLessThan(stated * 1.1);
      expect(is, told).toBeGreaterThan(stated * 0.9);
    }
  });
});
