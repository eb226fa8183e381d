// What `npm run check` says of the packages as they are published: their tarballs, and that a release can be traced to here.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { parse } from 'yaml';
import { typesOf } from './published-types.mjs';
import { root, workspaces } from './workspaces.mjs';

/** Every tarball has what its package.json promises, types that are right for `import` and `require`, and only what is needed. */
export async function tarballs() {
  const target = mkdtempSync(join(tmpdir(), 'sigwatch-tarballs-'));
  try {
    const args = ['pack', '--json', '--silent', '--pack-destination', target];
    const named = workspaces.map(({ folder }) => `--workspace=${folder}`);
    const packed = spawnSync('npm', [...args, ...named], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (packed.status !== 0) return packed.stderr;
    const listed = Object.values(JSON.parse(packed.stdout));
    const findings = [];
    for (const workspace of workspaces) {
      const { filename, files } = listed.find(({ name }) => name === workspace.manifest.name);
      const tarball = readFileSync(join(target, filename));
      const paths = files.map(({ path }) => path);
      const found = [
        ...(await published(workspace, tarball)),
        ...(workspace.compiled ? await typesIn(tarball) : []),
        ...superfluous(workspace, paths),
      ];
      findings.push(...found.map((text) => `${workspace.folder}: ${text}`));
    }
    return findings.join('\n');
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

async function published({ manifest }, tarball) {
  const bytes = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.length);
  const { messages } = await publint({ pack: { tarball: bytes }, strict: true });
  return messages.map((message) => formatMessage(message, manifest));
}

/** TypeScript as it was before `exports` is not supported: Node itself has known them since 12. */
const NOT_SUPPORTED = new Set(['node10']);

async function typesIn(tarball) {
  const { problems = [] } = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  return problems
    .filter(({ resolutionKind }) => !NOT_SUPPORTED.has(resolutionKind))
    .map(({ kind, entrypoint, typesFileName }) => `types: ${kind} ${entrypoint ?? typesFileName ?? ''}`.trimEnd());
}

/** What nobody needs who installs it, and what is missing of what everybody does. */
function superfluous({ folder, compiled }, paths) {
  const missing = ['README.md', 'LICENSE'].filter((name) => !paths.includes(name));
  // The tests of a template are what it is there for.
  const own = paths.filter((name) => !name.startsWith('template/'));
  const types = new Set(compiled ? typesOf(join(root, folder)).map((path) => `bundle/${path}`) : []);
  const unneeded = own.filter(
    (name) =>
      /\.(test|fixture|test-\w+)\.|\.tsbuildinfo|\.map$|(^|\/)(test|src)\//.test(name) ||
      (name.endsWith('.d.ts') && !types.has(name)),
  );
  return [...missing.map((name) => `${name} is missing`), ...unneeded.map((name) => `${name} is published`)];
}

/** A registry takes a statement of provenance only of packages that name the repository that they are built in. */
export function release() {
  const repository = /^git\+(https:.*)\.git$/;
  const [{ manifest: first }] = workspaces;
  const findings = workspaces.flatMap(({ folder, manifest }) => {
    const { publishConfig, private: isPrivate, version } = manifest;
    const { url = '', directory } = manifest.repository ?? {};
    return [
      publishConfig?.provenance === true && publishConfig.access === 'public'
        ? []
        : ['publishConfig is not public with provenance'],
      repository.test(url) && url === first.repository.url ? [] : ['names another repository than the others'],
      directory === folder ? [] : [`names ${directory} as its folder`],
      isPrivate ? ['is private'] : [],
      version === first.version ? [] : [`has another version than ${first.name}`],
      packVersion(folder, version),
    ]
      .flat()
      .map((text) => `${folder}/package.json ${text}`);
  });
  const { permissions, jobs } = parse(readFileSync(join(root, '.github/workflows/release.yml'), 'utf8'));
  const rights = { ...permissions, ...jobs?.release?.permissions };
  if (rights['id-token'] !== 'write') findings.push('.github/workflows/release.yml: provenance needs id-token: write');
  return [...findings, ...changesets()].join('\n');
}

function packVersion(folder, version) {
  if (!folder.startsWith('plugins/')) return [];
  const own = parse(readFileSync(join(root, folder, 'plugin.yaml'), 'utf8')).version;
  return own === version ? [] : [`has version ${version}, and its plugin.yaml ${own}: run npm run release:version`];
}

/** Each names packages that there are, and how much changes for who uses them. */
function changesets() {
  const names = new Set(workspaces.map(({ manifest }) => manifest.name));
  const folder = join(root, '.changeset');
  const files = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return files.flatMap((file) => {
    const [, front = '', text = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
    const bumps = Object.entries(parse(front) ?? {});
    const wrong = bumps.filter(([name, how]) => !names.has(name) || !['patch', 'minor', 'major'].includes(how));
    return [
      ...wrong.map(([name, how]) => `.changeset/${file}: ${name}: ${how} is no package with patch, minor or major`),
      ...(bumps.length === 0 || text.trim() === '' ? [`.changeset/${file}: names no package, or says nothing`] : []),
    ];
  });
}
