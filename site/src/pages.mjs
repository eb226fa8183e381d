// @ts-nocheck: plain JavaScript, as what stands in scripts/.
// Which files of the repository are pages of the site, and where they stand there: `docs/` is its root, and a README is
// what its folder shows.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where who reads a page finds what is no page. */
export const repository = 'https://github.com/sigwatch/sigwatch';

/** All files that are or could be committed, as `docs/ray.md`. */
export function repositoryFiles() {
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (listed.status !== 0) throw new Error(`the files of the repository are not known: ${listed.stderr}`);
  return [...new Set(listed.stdout.split('\0').filter(Boolean))];
}

/** Changesets become the changelog, and a template is the README of somebody else's plugin. */
const isPage = (file) => file.endsWith('.md') && !/^\.changeset\/|(^|\/)(template|fixtures?)\//.test(file);

/** `docs/ray.md` → `ray.md`, `plugins/cuda/README.md` → `plugins/cuda/index.md`. */
export const placeOf = (file) => file.replace(/^docs\//, '').replace(/(^|\/)README\.md$/, '$1index.md');

/** Page of the site to file of the repository. */
export function pagesOf(files) {
  const pages = new Map();
  for (const file of files.filter(isPage)) {
    const place = placeOf(file);
    if (pages.has(place)) throw new Error(`${file} and ${pages.get(place)} are both the page ${place}`);
    pages.set(place, file);
  }
  return pages;
}
