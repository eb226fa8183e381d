// @ts-nocheck: plain JavaScript, as what stands in scripts/.
// Every link of every page in the repository, as who reads it there follows it: files, folders and anchors.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isForeign, partsOf, targetOf } from './links.mjs';
import { repository, repositoryFiles, root } from './pages.mjs';
import { readPage } from './read-page.mjs';

/** Files that tell people to read a page; tests name whatever pages they need. */
const TELLING = /(?<!\.test)\.(ts|mjs|js|ya?ml|py|sh|json|toml)$/;
const MENTION = /(?<![\w/.-])docs\/[\w/-]+\.md(?:#[\w-]+)?/g;

/**
 * The dead links, a line each.
 *
 * @param files paths of all files of the repository
 * @param read gives the text of one
 */
export function deadLinks(files, read) {
  const known = new Set(files);
  const folders = new Set(files.flatMap(foldersOf));
  const pages = new Map();
  const pageAt = (file) => {
    if (!pages.has(file)) pages.set(file, readPage(read(file)));
    return pages.get(file);
  };

  const problem = (file, href) => {
    const { path, anchor } = partsOf(href);
    const target = targetOf(file, path);
    if (target === undefined) return 'leads out of the repository';
    if (!known.has(target) && !folders.has(target)) return 'does not exist';
    if (anchor === '') return undefined;
    const page = known.has(target) ? target : posix.join(target, 'README.md');
    if (!page.endsWith('.md')) return /^L\d+(-L\d+)?$/.test(anchor) ? undefined : 'is no page that has anchors';
    return known.has(page) && pageAt(page).anchors.has(anchor) ? undefined : 'has no such heading';
  };

  const ofPage = (file) =>
    pageAt(file)
      .links.map(({ href, line }) => ({ line, href, local: asLocal(file, href) }))
      .filter(({ local }) => !isForeign(local))
      .flatMap(({ line, href, local }) => told(file, line, href, problem(file, local)));
  const ofTexts = (file) =>
    read(file)
      .split('\n')
      .flatMap((text, index) =>
        [...text.matchAll(MENTION)].flatMap(([href]) => told(file, index + 1, href, problem('README.md', href))),
      );
  return [
    ...files.filter((file) => file.endsWith('.md')).flatMap(ofPage),
    ...files.filter((file) => TELLING.test(file)).flatMap(ofTexts),
  ];
}

const told = (file, line, href, what) => (what === undefined ? [] : [`${file}:${line}: ${href} ${what}`]);

/** An address of this repository is a file of it. */
function asLocal(file, href) {
  const [, path] = /^\/(?:blob|tree)\/main(?:\/(.*))?$/.exec(href.slice(repository.length)) ?? [];
  if (!href.startsWith(`${repository}/`) || path === undefined) return href;
  return posix.relative(posix.dirname(file), path) || '.';
}

function foldersOf(file) {
  const found = [''];
  for (let at = posix.dirname(file); at !== '.'; at = posix.dirname(at)) found.push(at);
  return found;
}

/** Those of this repository. */
export const deadLinksHere = () => deadLinks(repositoryFiles(), (file) => readFileSync(join(root, file), 'utf8'));
