import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LanguageServer } from './language-server.js';

const call = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
// Patterns of files match no path with a folder that begins with a dot.
const project = realpathSync(mkdtempSync(join(tmpdir(), 'sigwatch-editor-')));
const sigwatch = (...args: string[]) =>
  call(process.execPath, [join(root, 'packages/sigwatch/bin/sigwatch.js'), ...args], { cwd: project });

let server: LanguageServer;
beforeAll(async () => {
  // The plugin imports sigwatch.
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  copyFileSync(join(root, 'test/e2e/plugin/plugin.mjs'), join(project, 'plugin.mjs'));
  writeFileSync(join(project, 'sigwatch.yaml'), 'plugins: [./plugin.mjs]\n');
  await sigwatch('schema', '--install');
  const settings = JSON.parse(readFileSync(join(project, '.vscode/settings.json'), 'utf8'));
  server = await LanguageServer.start(project, settings['yaml.schemas']);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(project, { recursive: true, force: true });
});

const MONITOR = `log_signals:
  - name: gone
    pattern: 'gone'
    state: { class_name: CrashState }
    metadata: { error_type: oom }
`;

describe('in an editor with yaml-language-server', () => {
  it('nothing is wrong with what is right', async () => {
    expect((await server.open('monitoring/right.yaml', MONITOR)).wrong).toEqual([]);
    const restart =
      'policies:\n  - mode: crash\n    implementation: { class_name: OncePolicy, because: it was seen }\n';
    expect((await server.open('restart/right.yaml', restart)).wrong).toEqual([]);
    const run =
      'plugins: [./plugin.mjs]\nadapter: { class_name: ChildAdapter, greeting: hi }\njob: { command: [python] }\n';
    expect((await server.open('sigwatch.yaml', run)).wrong).toEqual([]);
  });

  it('a typo is told where it stands: of a key, of a class, and of a setting of a plugin', async () => {
    const key = await server.open('monitoring/key.yaml', MONITOR.replace('metadata', 'metdata'));
    expect(key.wrong).toMatchObject([{ message: expect.stringMatching(/metdata/), range: { start: { line: 4 } } }]);
    const named = await server.open('monitoring/class.yaml', MONITOR.replace('CrashState', 'CrshState'));
    expect(named.wrong.map(({ range }) => range.start.line)).toContain(3);
    const setting = await server.open('restart/setting.yaml', 'class_name: OncePolicy\nbecause: 7\n');
    expect(setting.wrong).toMatchObject([{ range: { start: { line: 1 } } }]);
    const shipped = await server.open('sigwatch.yaml', 'adapter: { class_name: SlurmAdapter, checkpoint_sgnal: {} }\n');
    expect(shipped.wrong.map(({ message }) => message).join()).toMatch(/checkpoint_sgnal/);
  });

  it('class names are completed, those of the plugin too, and keys', async () => {
    const state = await server.open(
      'monitoring/state.yaml',
      'log_signals:\n  - name: a\n    pattern: b\n    state:\n      class_name: \n',
    );
    expect(await server.completions(state.uri, 4, 18)).toEqual(
      expect.arrayContaining(['CrashState', 'StalledState', 'EvictedState']),
    );
    const adapter = await server.open('sigwatch.yaml', 'adapter:\n  class_name: \n');
    expect(await server.completions(adapter.uri, 1, 14)).toEqual(
      expect.arrayContaining(['SlurmAdapter', 'ColabAdapter', 'ChildAdapter']),
    );
    const key = await server.open('monitoring/keys.yaml', 'log_signals:\n  - name: a\n    symp\n');
    expect(await server.completions(key.uri, 2, 8)).toContain('symptom_of');
  });

  it('a key under the mouse is told in words', async () => {
    const { uri } = await server.open('monitoring/hover.yaml', 'inactivity_threshold_seconds: 60\n');
    expect(await server.hover(uri, 0, 5)).toMatch(/without a step/);
    const policy = await server.open('restart/hover.yaml', 'class_name: SelectiveRestartPolicy\nmax_retries: 3\n');
    expect(await server.hover(policy.uri, 1, 3)).toMatch(/\w/);
  });
});

it('names the schema in a file itself, in place of an older name', async () => {
  const file = join(project, 'own.yaml');
  writeFileSync(file, `# yaml-language-server: $schema=https://example.com/old.json\n${MONITOR}`);
  for (let i = 0; i < 2; i++) await sigwatch('schema', '--install', '--modeline', 'own.yaml');
  const text = readFileSync(file, 'utf8');
  expect(text).toBe(`# yaml-language-server: $schema=.sigwatch/schemas/monitor.schema.json\n${MONITOR}`);
  await using alone = await LanguageServer.start(project);
  expect(
    (await alone.open('own.yaml', text.replace('pattern:', 'patern:'))).wrong.map(({ message }) => message).join(),
  ).toMatch(/patern/);
});

it('leaves settings with comments as they are, and keeps what stands in others', async () => {
  const path = join(project, '.vscode/settings.json');
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, `{ "editor.tabSize": 2, "yaml.schemas": { "other.json": "a.yaml" } }`);
  await sigwatch('schema', '--install');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    'editor.tabSize': 2,
    'yaml.schemas': { 'other.json': 'a.yaml', './.sigwatch/schemas/monitor.schema.json': ['monitoring/*.yaml'] },
  });
  writeFileSync(path, '{ // mine\n}\n');
  await expect(sigwatch('schema', '--install')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('"yaml.schemas"'),
  });
  expect(readFileSync(path, 'utf8')).toBe('{ // mine\n}\n');
  writeFileSync(path, before);
});

it('works beside a sigwatch.yaml that has faults, and says which plugins it could not ask', async () => {
  const path = join(project, 'sigwatch.yaml');
  writeFileSync(path, 'plugins: [./none.mjs]\n');
  const { stderr } = await sigwatch('schema', '--install');
  expect(stderr).toMatch(/none\.mjs.*left out/s);
  writeFileSync(path, 'nothing: [\n');
  expect((await sigwatch('schema', 'monitor')).stdout).toMatch(/"MonitorFile"/);
  await sigwatch('schema', '--install');
  expect(existsSync(join(project, '.sigwatch/schemas/components/CrashState.schema.json'))).toBe(true);
  await expect(sigwatch('schema', '--modeline', 'x.yaml')).rejects.toMatchObject({ code: 2 });
});
