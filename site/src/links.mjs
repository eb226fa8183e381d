// @ts-nocheck: plain JavaScript, as what stands in scripts/.
// Where the relative links of a page lead: in the repository, and on the site.
import { posix } from 'node:path';
import { placeOf, repository } from './pages.mjs';

/** `https:`, `mailto:` … and `//host`. */
export const isForeign = (href) => /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(href);

/** The path and the anchor of a link, decoded; each an empty text where there is none. */
export function partsOf(href) {
  const [path, ...anchor] = href.split('#');
  return { path: decodeURIComponent(path), anchor: decodeURIComponent(anchor.join('#')) };
}

/**
 * The file or folder of the repository that a relative link of `file` leads to, without a `/` at its end; `''` is the
 * root. `undefined`: it leads out of the repository.
 */
export function targetOf(file, path) {
  if (path === '') return file;
  const target = posix.normalize(path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(file), path));
  if (target === '..' || target.startsWith('../')) return undefined;
  return target === '.' ? '' : target.replace(/\/$/, '');
}

/** A folder is shown by its README; that of the pages by the first one. */
const shownBy = (target, files) =>
  [target, target === 'docs' ? 'README.md' : posix.join(target, 'README.md')].find((one) => files.has(one));

/**
 * The link as it is on the site: to another page by its place there, to what is no page by its address in the
 * repository.
 *
 * @param file the page that has the link, as in the repository
 * @param href the link as it is written
 * @param files all files of the repository, a Set
 * @param pages pages of the site, as `pagesOf` gives them
 */
export function linkOnSite(file, href, files, pages) {
  if (isForeign(href) || href.startsWith('#')) return href;
  const { path } = partsOf(href);
  const target = targetOf(file, path);
  const anchor = href.includes('#') ? href.slice(href.indexOf('#')) : '';
  const shown = target === undefined ? undefined : shownBy(target, files);
  if (shown !== undefined && pages.get(placeOf(shown)) === shown) {
    const way = posix.relative(posix.dirname(placeOf(file)), placeOf(shown));
    return `${encodeURI(way)}${anchor}`;
  }
  const kind = files.has(target) ? 'blob' : 'tree';
  return target === undefined ? href : `${repository}/${kind}/main/${encodeURI(target)}${anchor}`;
}
