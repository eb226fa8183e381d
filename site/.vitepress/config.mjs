import { defineConfig } from 'vitepress';
import { entries } from '../src/api.mjs';
import { built, gathered } from '../src/gather.mjs';
import { linkOnSite } from '../src/links.mjs';
import { menu } from '../src/menu.mjs';
import { pagesOf, repository, repositoryFiles } from '../src/pages.mjs';
import { slug } from '../src/slug.mjs';

const files = repositoryFiles();
const known = new Set(files);
const pages = pagesOf(files);

export default defineConfig({
  title: 'sigwatch',
  description: 'Follow a training run, say once what went wrong, restart only what a restart can fix.',
  base: process.env.SIGWATCH_DOCS_BASE ?? '/',
  srcDir: gathered,
  outDir: built,
  cacheDir: '.cache/vitepress',
  metaChunk: true,
  // The index of the search is one file.
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  markdown: {
    anchor: { slugify: slug },
    // Texts in braces are templates of ours, and no attributes.
    attrs: { disable: true },
    config: (md) => {
      md.core.ruler.disable('emoji', true);
      md.core.ruler.push('links_of_the_repository', ({ tokens, env }) => moveLinks(tokens, env.relativePath));
      // Nothing that a page says is a program of the site.
      for (const kind of ['text', 'code_inline']) {
        const render = md.renderer.rules[kind];
        md.renderer.rules[kind] = (...args) => render(...args).replaceAll('{{', '&#123;&#123;');
      }
    },
  },
  themeConfig: {
    nav: [
      { text: 'Reference', link: '/reference/' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: menu(entries),
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
    externalLinkIcon: true,
  },
});

/** A page of the API is written with the links that it has on the site. */
function moveLinks(tokens, place) {
  const file = pages.get(place);
  if (file === undefined) return;
  for (const { children } of tokens)
    for (const link of children?.filter(({ type }) => type === 'link_open') ?? [])
      link.attrSet('href', linkOnSite(file, link.attrGet('href'), known, pages));
}
