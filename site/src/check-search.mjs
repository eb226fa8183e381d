// The index of the search, asked as the page asks it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import MiniSearch from 'minisearch';

/** What VitePress indexes, and keeps of each part of a page. */
const FIELDS = { fields: ['title', 'titles', 'text'], storeFields: ['title', 'titles'] };

/**
 * Pages that are not found by their own title, a line each.
 *
 * @param {string} folder where the site is built
 * @param {readonly { text: string, link: string }[]} entries of the menu
 * @returns {Promise<string[]>}
 */
export async function notFound(folder, entries) {
  const chunks = join(folder, 'assets/chunks');
  const name = readdirSync(chunks).find((file) => file.startsWith('@localSearchIndex'));
  if (name === undefined) return ['there is no index to search in'];
  const { default: json } = await import(pathToFileURL(join(chunks, name)).href);
  const index = MiniSearch.loadJSON(json, FIELDS);
  const isOf = (link) => (id) => id.replace(/\.html(#.*)?$/, '').replace(/#.*$/, '') === link;
  return entries
    .filter(({ text, link }) => !index.search(text, { prefix: true }).some(({ id }) => isOf(link)(String(id))))
    .map(({ text, link }) => `${link} is not found by ${text}`);
}
