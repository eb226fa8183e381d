// @ts-nocheck: plain JavaScript, as what stands in scripts/.
// The site as it is built, as a browser sees it: every link leads somewhere, and nothing is loaded from elsewhere.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Parser } from 'htmlparser2';
import { isForeign, partsOf } from './links.mjs';

/** Elements of which a browser loads what they name; `a` only leads there. */
const LOADED = { script: 'src', img: 'src', source: 'src', iframe: 'src', link: 'href' };

/**
 * What is wrong with a site, a line each.
 *
 * @param folder where it is built
 * @param base the path that it is served at, as `/` or `/sigwatch/`
 */
export function wrongInSite(folder, base = '/') {
  const files = new Set(filesBelow(folder));
  const pages = new Map([...files].filter((file) => file.endsWith('.html')).map((file) => [file, read(folder, file)]));
  const problem = (page, href) => {
    if (isForeign(href)) return /^(https?|mailto):/.test(href) ? undefined : 'is no address';
    const { path, anchor } = partsOf(href.replace(/\?.*?(?=#|$)/, ''));
    if (path.startsWith('/') && !path.startsWith(base)) return `does not begin with ${base}`;
    const inside = path.startsWith('/') ? path.slice(base.length) : posix.join(posix.dirname(page), path);
    const target =
      path === '' ? page : inside === '' || inside.endsWith('/') ? posix.join(inside, 'index.html') : inside;
    if (!files.has(target)) return 'does not exist';
    return anchor === '' || pages.get(target)?.ids.has(anchor) ? undefined : 'has no such heading';
  };
  const ofPage = ([page, { leads, loads }]) =>
    [
      ...leads.map((href) => [href, problem(page, href)]),
      ...loads.map((href) => [href, isForeign(href) ? 'is loaded from elsewhere' : problem(page, href)]),
    ].flatMap(([href, what]) => (what === undefined ? [] : [`${page}: ${href} ${what}`]));
  return [...new Set([...[...pages].flatMap(ofPage), ...foreignStyles(folder, files)])];
}

/** Fonts and pictures of a style sheet. */
const foreignStyles = (folder, files) =>
  [...files]
    .filter((file) => file.endsWith('.css'))
    .filter((file) => /(?:url\(|@import)\s*["']?(?:https?:)?\/\//.test(readFileSync(join(folder, file), 'utf8')))
    .map((file) => `${file} loads from elsewhere`);

function read(folder, file) {
  const ids = new Set();
  const leads = [];
  const loads = [];
  const parser = new Parser({
    onopentag(name, { id, href, ...attributes }) {
      if (id !== undefined) ids.add(id);
      if (name === 'a' && href !== undefined) leads.push(href);
      const loaded = { ...attributes, href }[LOADED[name]];
      if (loaded !== undefined) loads.push(loaded);
    },
  });
  parser.end(readFileSync(join(folder, file), 'utf8'));
  return { ids, leads, loads };
}

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.relative(folder, posix.join(entry.parentPath, entry.name)));
