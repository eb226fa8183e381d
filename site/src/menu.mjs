// What stands beside the pages: the tables of the README, and behind them whatever they do not name.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsUnder } from './gather.mjs';
import { pagesOf, placeOf, repositoryFiles, root } from './pages.mjs';

const pages = pagesOf(repositoryFiles());
const address = (place) => `/${place.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`;

/** A page by its first heading. */
function entry([place, file]) {
  const heading = /^# (.+)$/m.exec(readFileSync(join(root, file), 'utf8'));
  if (heading === null) throw new Error(`${file} has no heading`);
  return { text: heading[1].replaceAll('`', ''), link: address(place) };
}

const within = (folder) => [...pages].filter(([place]) => place.startsWith(`${folder}/`));
const group = (text, items) => ({ text, collapsed: true, items });

function guides() {
  const named = rowsUnder('Reference')
    .filter(({ link }) => pages.get(placeOf(link)) === link)
    .map(({ text, link }) => ({ text, link: address(placeOf(link)) }));
  const links = new Set(named.map(({ link }) => link));
  const others = [...pages].filter(([place, file]) => file.startsWith('docs/') && !place.includes('/')).map(entry);
  return [...named.filter(({ link }) => link !== '/reference/'), ...others.filter(({ link }) => !links.has(link))];
}

/** In the order of the index of the reference. */
function reference() {
  const index = readFileSync(join(root, 'docs/reference/README.md'), 'utf8');
  const listed = [...index.matchAll(/^- \[(?<text>[^\]]+)\]\((?<link>[\w-]+\.md)\)/gm)].map(({ groups }) => groups);
  return listed.map(({ text, link }) => ({ text, link: address(`reference/${link}`) }));
}

/** The API, by the entries that `api.mjs` has written. */
export const menu = (entries) => [
  { text: 'Guides', items: [{ text: 'sigwatch', link: '/' }, ...guides()] },
  group('Files and events', [{ text: 'Reference', link: '/reference/' }, ...reference()]),
  group('API', [
    { text: 'API', link: '/api/' },
    ...entries.map(({ name, page }) => ({ text: name, link: `/api/${page}` })),
  ]),
  group('Rule packs', within('plugins').map(entry)),
  group('Packages', within('packages').map(entry)),
  group('Examples', within('examples').map(entry)),
  group('Inside', [
    { text: 'How it works, and why', link: '/ARCHITECTURE' },
    { text: 'Working on sigwatch', link: '/CONTRIBUTING' },
    ...within('test').map(entry),
  ]),
];
