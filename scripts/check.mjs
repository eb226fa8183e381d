// `npm run check`: everything about the code that is not a test. Goes on after a finding, so that one run tells all.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { release, tarballs } from './check-packages.mjs';
import { root } from './workspaces.mjs';

const steps = [
  ['format and lint', () => run('biome', 'check', '--error-on-warnings', '.')],
  ['types', () => run('tsc', '-b')],
  ['types of tests', () => run('tsc', '-p', 'tsconfig.test.json')],
  ['generated files', () => run(process.execPath, 'scripts/generate-types.mjs', '--check')],
  ['generated pages', () => run(process.execPath, 'scripts/generate-docs.mjs', '--check')],
  ['lock file', () => run(process.execPath, 'scripts/complete-lock.mjs', '--check')],
  ['unused code and dependencies', () => run('knip', '--treat-config-hints-as-errors')],
  ['site, its docstrings and links', () => run(process.execPath, 'site/src/build.mjs')],
  ['packages as they are published', tarballs],
  ['ready to be released', release],
  ['paths of one machine', machinePaths],
  ['registry hosts', () => grep('"resolved": "[a-z+]*:', 'package-lock.json')],
  ['tests left out', () => grep('\\b(it|test|describe)(\\.\\w+)*\\.(only|skip|todo|fails)\\b', '*.test.ts')],
];

for (const [name, step] of steps) {
  const findings = await step();
  console.log(`${findings === '' ? 'ok  ' : 'FAIL'} ${name}`);
  if (findings === '') continue;
  console.log(findings);
  process.exitCode = 1;
}

/** What a command printed, when it failed. */
function run(command, ...args) {
  const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const env = { ...process.env, PATH: path };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8', env });
  return status === 0 ? '' : `${stdout ?? ''}${stderr ?? ''}${error ?? ''}`.trimEnd() || `${command} failed`;
}

/** The lines that match, in files that are or could be committed. */
function grep(pattern, ...paths) {
  const args = ['grep', '--untracked', '-nE', pattern, '--', ...paths];
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 1 ? '' : `${stdout}${stderr}`.trimEnd();
}

function machinePaths() {
  const start = '(^|[^A-Za-z0-9_.#~*/-])';
  // Lines of real logs, in packs and recorded runs, name whatever machine they are from.
  const anywhere = grep(`${start}/(work|root|home|Users)/`, '.', ':!plugins', ':!test/corpus', ':!*.test.ts');
  const temporary = grep(`${start}/[t]mp/`, '.', ':!plugins', ':!test', ':!*.test.ts', ':!*.fixture.ts', ':!*.md');
  // Where the exec adapter keeps its files on another machine, unless it is told otherwise.
  const ours = (line) => line.includes('/tmp/sigwatch');
  const there = temporary.split('\n').filter((line) => !ours(line));
  return [anywhere, ...there].filter(Boolean).join('\n');
}
