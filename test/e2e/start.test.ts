import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'packages/sigwatch/bin/sigwatch.js');
const cwd = mkdtempSync(join(tmpdir(), 'sigwatch-start-'));
// Below a node_modules that holds sigwatch, as what embeds it is.
mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
const embedding = mkdtempSync(join(root, 'node_modules/.cache/start-'));
afterAll(() => {
  for (const folder of [cwd, embedding]) rmSync(folder, { recursive: true, force: true });
});
writeFileSync(join(cwd, 'empty.log'), '');
writeFileSync(join(cwd, 'own.yaml'), 'class_name: LogMonitor\ndefaults: [default]\n');

// Node tells of ES modules only those who load them, and of CommonJS and its own modules when asked.
const list = JSON.stringify(join(cwd, 'loaded.txt'));
writeFileSync(
  join(cwd, 'tell-modules.mjs'),
  `import { appendFileSync } from 'node:fs';
export async function load(url, context, next) {
  appendFileSync(${list}, url + '\\n');
  return next(url, context);
}\n`,
);
writeFileSync(
  join(cwd, 'tell.mjs'),
  `import { appendFileSync } from 'node:fs';
import { Module, register } from 'node:module';
register('./tell-modules.mjs', import.meta.url);
process.on('exit', () => {
  const own = process.moduleLoadList.flatMap((name) => /^NativeModule (?!internal)(.+)/.exec(name)?.[1] ?? []);
  const all = [...Object.keys(Module._cache), ...own.map((name) => 'node:' + name)];
  appendFileSync(${list}, all.map((name) => name + '\\n').join(''));
});\n`,
);
beforeEach(() => writeFileSync(join(cwd, 'loaded.txt'), ''));

interface Loaded {
  /** Files of this repository and its dependencies, from its root. */
  readonly files: readonly string[];
  /** Dependencies, by name. */
  readonly packages: readonly string[];
  /** Modules of Node, as in `node:crypto`. */
  readonly node: readonly string[];
}

/** What is loaded by the end of a process. */
function loadedBy(...args: string[]): Loaded {
  const env = { ...process.env, XDG_STATE_HOME: join(cwd, 'state') };
  const { stderr } = spawnSync(process.execPath, ['--import', join(cwd, 'tell.mjs'), ...args], {
    cwd,
    encoding: 'utf8',
    env,
  });
  expect(stderr).not.toMatch(/^Error|\n {4}at /m);
  const all = new Set(
    readFileSync(join(cwd, 'loaded.txt'), 'utf8')
      .split('\n')
      .map((one) => (one.startsWith('file:') ? fileURLToPath(one) : one)),
  );
  const base = realpathSync(root);
  const files = [...all].flatMap((path) => (path.startsWith(base) ? path.slice(base.length).replace(/^\//, '') : []));
  const named = files.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/.][^/]*)\//.exec(path)?.[1] ?? []);
  const node = [...all].filter((name) => name.startsWith('node:'));
  return { files: files.filter((path) => !path.includes('.cache/')), packages: [...new Set(named)].sort(), node };
}

const sigwatch = (...args: string[]) => loadedBy(bin, ...args);

/** Of Node itself, what costs some milliseconds each. */
const costly = ({ node }: Loaded) =>
  node.filter((name) => /^node:(crypto|zlib|child_process|worker_threads|net|http|tls)$/.test(name));

describe('what is nothing but a text', () => {
  it.each([[['--version']], [['--help']], [['rules', '--help']], [['notify', '--help']], [['scan', '--help']]])(
    '%j loads the declarations of the verbs alone',
    (args) => {
      const { files, packages } = sigwatch(...args);
      expect(packages).toEqual([]);
      expect([...files].sort()).toEqual([
        'packages/sigwatch/bin/sigwatch.js',
        'packages/sigwatch/bundle/chunks/package-commander.js',
        'packages/sigwatch/bundle/chunks/rolldown-runtime.js',
        'packages/sigwatch/bundle/chunks/version.js',
        'packages/sigwatch/bundle/cli/main-code.js',
        'packages/sigwatch/bundle/cli/main.js',
      ]);
    },
  );
});

describe("import 'sigwatch'", () => {
  let scripts = 0;
  const embed = (code: string) => {
    const script = join(embedding, `${++scripts}.mjs`);
    writeFileSync(script, code);
    return loadedBy(script);
  };

  it('loads what it hands on, and nothing that it may come to call', () => {
    const bare = embed('');
    const loaded = embed(
      "import * as all from 'sigwatch'; if (!(all.watch && all.createRegistry && all.PluginError)) throw all;",
    );
    expect(loaded.files.filter((path) => !bare.files.includes(path)).sort()).toEqual([
      'packages/core/bundle/plugin/index-code.js',
      'packages/core/bundle/plugin/index.js',
      'packages/sigwatch/bundle/index-code.js',
      'packages/sigwatch/bundle/index.js',
    ]);
    expect(costly(loaded)).toEqual(costly(bare));
  });

  it('gives a plugin the same classes as the engine throws, though they are loaded apart', () => {
    embed(`import { createRegistry, PluginError, remedy } from 'sigwatch';
      import * as core from '@sigwatch/core';
      if (core.PluginError !== PluginError || remedy('oom') !== core.remedy('oom')) throw new Error('two engines');
      try { createRegistry([{}]); throw new Error('took it'); }
      catch (error) { if (!(error instanceof PluginError)) throw error; }`);
  });

  it('loads the engine with the first call, and neither the journal nor RE2 for a text', () => {
    const { files, packages } = embed("import { remedy } from 'sigwatch'; remedy('oom');");
    expect(files).toContain('packages/core/bundle/index.js');
    expect(packages).toEqual([]);
  });
});

// The build wrote what the packs hold and what the schemas come to. Each of these packages costs as much as half of `--help`.
describe('packages of many files', () => {
  const many = (loaded: Loaded) => {
    // What a compiled schema needs of ajv is a file or two.
    const wholeAjv = loaded.files.some((path) => path.startsWith('node_modules/ajv/dist/core'));
    const names = ['better-sqlite3', 'chokidar', 'execa', 'picomatch', 'pino', 're2', 'rxjs', 'semver'];
    const found = loaded.packages.filter((name) => names.includes(name) || (name === 'ajv' && wholeAjv));
    const inside = loaded.files.flatMap((path) => /chunks\/package-(yaml)\.js$/.exec(path)?.[1] ?? []);
    return [...found, ...inside];
  };

  it.each([
    [['status'], []],
    [['rules', 'list'], []],
    [['rules', 'list', '--packs'], []],
    [['rules', 'show', 'cuda_oom'], []],
    [['rules', 'explain', 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB'], ['re2']],
    [['scan', 'empty.log'], ['re2']],
    [
      ['scan', '*.log'],
      ['picomatch', 're2'],
    ],
  ])('%j loads %j', (args, expected) => {
    expect(many(sigwatch(...args))).toEqual(expected);
  });

  it('what is supervised needs rxjs', () => {
    expect(many(sigwatch('watch', '--once', 'empty.log'))).toContain('rxjs');
  });

  it('a file of the user is parsed', () => {
    expect(many(sigwatch('scan', 'empty.log', '--monitor', 'own.yaml'))).toContain('yaml');
  });
});
