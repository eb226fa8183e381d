import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Who may import whom; a name that ends in `*` stands for all that begin so. A package may always import itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  '@sigwatch/core': [],
  '@sigwatch/store': ['@sigwatch/core'],
  '@sigwatch/health': ['@sigwatch/core'],
  '@sigwatch/notify': ['@sigwatch/core'],
  '@sigwatch/heartbeat': ['@sigwatch/core'],
  '@sigwatch/adapter-*': ['@sigwatch/core'],
  '@sigwatch/testkit': ['@sigwatch/core'],
  sigwatch: [
    '@sigwatch/core',
    '@sigwatch/store',
    '@sigwatch/health',
    '@sigwatch/notify',
    '@sigwatch/heartbeat',
    '@sigwatch/adapter-*',
    '@sigwatch/pack-*',
  ],
};

/** File to reason. An exception that is no longer needed fails too. */
type Exceptions = Readonly<Record<string, string>>;

interface Source {
  /** As in `packages/core/src/watch.ts`. */
  readonly path: string;
  readonly package: string;
  /** Without comments, so that a word in one is no finding. */
  readonly code: string;
  readonly imports: readonly string[];
  readonly lines: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));
/** The client for Python is no package of npm; its own tests hold it to its own rules. What makes plugins imports nothing of ours. */
const folders = readdirSync(join(root, 'packages')).filter((folder) =>
  existsSync(join(root, 'packages', folder, 'tsconfig.json')),
);
const sources = folders.flatMap(sourcesOf);
const shipped = sources.filter(({ path }) => !/\.(test|fixture|test-\w+)\.ts$/.test(path));
const core = shipped.filter((source) => source.package === '@sigwatch/core' && !source.path.includes('/generated/'));
const inCore = (...folders: string[]) =>
  core.filter(({ path }) => folders.some((folder) => path.startsWith(`packages/core/src/${folder}/`)));

describe('packages', () => {
  it('depend on each other in one direction only', () => {
    expect(findings(shipped, foreignImports)).toEqual([]);
  });

  it('list what they import of each other, and nothing else', () => {
    for (const folder of folders) {
      const { name, dependencies = {} } = manifestOf(folder);
      const imported = shipped
        .filter((source) => source.package === name)
        .flatMap((source) => source.imports.map(packageOf).filter(isOurs))
        .filter((other) => other !== name);
      const listed = Object.keys(dependencies).filter((other) => isOurs(other) && !other.startsWith('@sigwatch/pack-'));
      expect(listed.sort(), name).toEqual([...new Set(imported)].sort());
    }
  });

  it('have no file that imports itself, over whatever way', () => {
    expect(cycles()).toEqual([]);
  });

  it('name relative imports by the file that will be there', () => {
    expect(
      findings(sources, ({ imports }) => imports.filter((name) => name.startsWith('.') && !/\.m?js$/.test(name))),
    ).toEqual([]);
  });

  it('keep files short enough to be read at once', () => {
    const exceptions: Exceptions = {
      'packages/core/src/contract.ts':
        'every interface that can be plugged in, on one page, each member with a sentence',
      'packages/core/src/shapes.ts': 'every value that flows, on one page',
      'packages/core/src/intake/track.ts':
        'the one state of a source while it is read; what it is made of are files beside it',
      'packages/core/src/source/follow-reader.ts':
        'the one order in which a file is followed; its steps are files beside it',
    };
    const long = ({ path, lines }: Source) => (lines > 250 && !path.includes('/generated/') ? [`${lines} lines`] : []);
    expect(findings(shipped, long, exceptions)).toEqual([]);
  });

  it('keep no state in modules, so that two engines live in one process', () => {
    const topLevel = /^(?:export )?(?:let|var) .*/gm;
    const collection =
      /^(?:export )?const \w+(?:: (?!Readonly)[^=]*)? = (?:new (?:Map|Set|WeakMap|WeakSet)\b[^(]*\(\)|\[\];|\{\};).*/gm;
    expect(findings(shipped, (source) => [...all(source, topLevel), ...all(source, collection)])).toEqual([]);
  });
});

describe('core', () => {
  it('opens no socket', () => {
    const network = /^(node:)?(net|http|https|http2|dgram|tls|dns)(\/|$)/;
    expect(findings(core, ({ imports }) => imports.filter((name) => network.test(name)))).toEqual([]);
    expect(findings(core, (source) => all(source, /\b(?:fetch\(|WebSocket\b|XMLHttpRequest\b).*/g))).toEqual([]);
  });

  it('knows no platform, only what adapters say', () => {
    const exceptions: Exceptions = {
      'packages/core/src/run/platform.ts': 'the error type of a failed SLURM job, until its adapter says it',
      'packages/core/src/config/interpolation/interpolation-lookup.ts':
        'names of groups in users’ files that only a run can fill',
      'packages/core/src/errors.ts': 'the one catalogue of the errors of all packages',
    };
    const platform = /(['"`])(?:[^'"`\n]*[^\w])?(?:slurm|sbatch|squeue|ray|modal|colab|kubernetes)\b[^'"`\n]*\1/gi;
    expect(findings(core, (source) => all(source, platform), exceptions)).toEqual([]);
  });

  it('takes time and chance from its caller', () => {
    const exceptions: Exceptions = {
      'packages/core/src/deps.ts': 'the real clock, which everything else is given',
      'packages/core/src/checkpoint/find.ts':
        'looks twice at a file of a checkpoint, outside of any engine, when no clock is given',
    };
    const world =
      /\b(?:Date\.now\(|Math\.random\(|new Date\(\)|set(?:Timeout|Interval)\(|performance\.now\(|hrtime\b).*/g;
    const timers = ({ imports }: Source) => imports.filter((name) => /timers/.test(name));
    expect(findings(core, (source) => [...all(source, world), ...timers(source)], exceptions)).toEqual([]);
  });

  it('decides in pure reducers: no file, no process, no stream', () => {
    const pure = inCore('run', 'incident', 'policy', 'correlate');
    const impure = (name: string) =>
      name.startsWith('node:') || /\/(source|host|action|supervise|checkpoint)\//.test(name);
    expect(findings(pure, ({ imports }) => imports.filter(impure))).toEqual([]);
  });

  it('shows no log bytes to a JavaScript RegExp', () => {
    const exceptions: Exceptions = {
      'packages/core/src/match/dissect.ts': 'reads the pattern of a rule, while it is compiled',
      'packages/core/src/match/syntax.ts': 'reads the pattern of a rule, while it is compiled',
      'packages/core/src/match/pattern/': 'reads the pattern of a rule, while it is compiled',
      'packages/core/src/match/prefilter/sought.ts': 'reads a text of a pattern, while it is compiled',
      'packages/core/src/match/program/tree-facts.ts': 'reads a character of a pattern, while it is compiled',
      'packages/core/src/match/structured/required.ts': 'reads a text of a pattern, while it is compiled',
      'packages/core/src/source/descriptors.ts': 'reads the limits of this process',
      'packages/core/src/source/pattern.ts': 'reads a glob',
      'packages/core/src/source/rotation.ts': 'reads names of files',
      'packages/core/src/source/text-logs.ts': 'reads names of files',
      'packages/core/src/source/siblings.ts': 'reads fingerprints',
      'packages/core/src/source/trace.ts': 'reads the number of an inode',
    };
    const regexp =
      /\bRegExp\(.*|(?:^|[=>(,:;!&|?{}[+]|return)\s*\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[dgimsuvy]*(?=[\s.,;)\]]).*/gm;
    const near = inCore('match', 'intake', 'source', 'correlate');
    expect(findings(near, (source) => all(source, regexp), exceptions)).toEqual([]);
  });
});

/** What is found, as `file: what`; and exceptions (files, or folders with a `/`) that nothing needs any more. */
function findings(from: readonly Source[], find: (source: Source) => readonly string[], exceptions: Exceptions = {}) {
  const found = from.map((source) => ({ path: source.path, what: find(source) })).filter(({ what }) => what.length > 0);
  const covers = (exception: string, path: string) =>
    exception.endsWith('/') ? path.startsWith(exception) : path === exception;
  const excepted = Object.keys(exceptions);
  return [
    ...found
      .filter(({ path }) => !excepted.some((exception) => covers(exception, path)))
      .flatMap(({ path, what }) => what.map((one) => `${path}: ${one}`)),
    ...excepted
      .filter((exception) => !found.some(({ path }) => covers(exception, path)))
      .map((path) => `${path}: needs no exception any more`),
  ];
}

const all = ({ code }: Source, pattern: RegExp) => [...code.matchAll(pattern)].map(([text]) => text.trim());

function sourcesOf(folder: string): Source[] {
  const { name } = manifestOf(folder);
  const base = join(root, 'packages', folder, 'src');
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => {
      const text = readFileSync(join(base, file), 'utf8');
      const code = text.replace(/\/\*\*?[\s\S]*?\*\/|(^|\s)\/\/.*/g, '$1');
      const imports = [...code.matchAll(/(?:\bfrom|^import|\bimport\()\s*'([^']+)'/gm)].map(
        (match) => match[1] as string,
      );
      const path = relative(root, join(base, file)).split(sep).join('/');
      return { path, package: name, code, imports, lines: text.split('\n').length - 1 };
    });
}

function manifestOf(folder: string): { name: string; dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
}

const packageOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
const isOurs = (name: string) => name === 'sigwatch' || name.startsWith('@sigwatch/');
const named = (pattern: string, name: string) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

function foreignImports(source: Source): string[] {
  const rule = Object.keys(MAY_IMPORT).find((pattern) => named(pattern, source.package));
  if (rule === undefined) return [`${source.package} has no place in the direction of dependencies`];
  const allowed = [source.package, ...(MAY_IMPORT[rule] as string[])];
  const packages = source.imports.filter((name) => isOurs(packageOf(name)));
  const strangers = packages.filter((name) => !allowed.some((pattern) => named(pattern, packageOf(name))));
  // A relative path must not lead into another package either.
  const own = source.path.split('/').slice(0, 2).join('/');
  const escapes = source.imports.filter(
    (name) => name.startsWith('.') && !join(dirname(source.path), name).split(sep).join('/').startsWith(`${own}/`),
  );
  return [...strangers, ...escapes];
}

/** Circles of imports that are there at run time, each told once by its first file. */
function cycles(): string[] {
  const runtime = new Map(
    shipped.map(({ path, code }) => {
      const values = [...code.matchAll(/^(?:import|export) (?!type\b)(?:[^;']*? from )?'(\.[^']+)'/gm)];
      return [
        path,
        values.map((match) =>
          join(dirname(path), match[1] as string)
            .split(sep)
            .join('/')
            .replace(/\.js$/, '.ts'),
        ),
      ];
    }),
  );
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(' → '));
    if (at >= 0 || done.has(path)) return;
    for (const next of runtime.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of runtime.keys()) visit(path, []);
  return found;
}
