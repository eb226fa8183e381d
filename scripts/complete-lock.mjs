// A registry need not hold every platform's build of a native tool, and npm then leaves it out of the lock file, which
// no `npm ci` accepts. This adds what is missing, by the exact versions that the tools pin. `--check` only tells.
import { readFileSync, writeFileSync } from 'node:fs';
import { root } from './workspaces.mjs';

const file = `${root}package-lock.json`;
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages } = lock;
const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {}, ...tool }]) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !isFound(path, name))
    .map(([name, version]) => ({ name, version, tool })),
);

if (process.argv.includes('--check')) {
  for (const { name, version } of missing) console.error(`package-lock.json lacks ${name} ${version}`);
  if (missing.length > 0) {
    console.error('Run: node scripts/complete-lock.mjs');
    process.exitCode = 1;
  }
} else if (missing.length > 0) {
  for (const { name, version, tool } of missing) packages[`node_modules/${name}`] = entry(name, version, tool);
  lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}

/** Whether Node would find the package from there. */
function isFound(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

function entry(name, version, { dev, engines }) {
  if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${name} is not pinned to one version: ${version}`);
  const words = name.slice(name.indexOf('/') + 1).split('-');
  const one = (kind, names) => {
    const found = words.map((word) => names[word]).find(Boolean);
    if (!found) throw new Error(`the name of ${name} does not tell its ${kind}`);
    return [found];
  };
  const same = (...names) => Object.fromEntries(names.map((word) => [word, word]));
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc';
  const os = one('system', {
    ...same('aix', 'android', 'darwin', 'freebsd', 'linux', 'openbsd', 'openharmony', 'win32'),
    windows: 'win32',
  });
  return {
    version,
    cpu: one('processor', {
      ...same('arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'),
      64: 'x64',
    }),
    ...(dev ? { dev } : {}),
    ...(os[0] === 'linux' && words.some((word) => /^(musl|gnu)/.test(word)) ? { libc: [libc] } : {}),
    optional: true,
    os,
    ...(engines ? { engines } : {}),
  };
}
