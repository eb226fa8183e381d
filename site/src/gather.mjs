// Puts the pages where VitePress reads them.
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pagesOf, repositoryFiles, root } from './pages.mjs';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Of the build, never committed: the pages as they are gathered, and the site as it is built. */
export const gathered = at('.cache/pages');
export const built = at('dist');

/** Copies every page to its place. */
export function gather() {
  rmSync(gathered, { recursive: true, force: true });
  for (const [place, file] of pagesOf(repositoryFiles())) {
    mkdirSync(dirname(join(gathered, place)), { recursive: true });
    cpSync(join(root, file), join(gathered, place));
  }
}

/** Rows of the tables under a heading of the README that begin with a link: its text and where it leads. */
export function rowsUnder(heading) {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, section = ''] = readme.split(new RegExp(`^## ${heading}$`, 'm'));
  const rows = section.split(/^##+ /m)[0].matchAll(/^\| \[(?<text>[^\]]+)\]\((?<link>[^)]+)\) \|/gm);
  return [...rows].map(({ groups }) => groups);
}
