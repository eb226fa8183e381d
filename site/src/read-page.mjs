// @ts-nocheck: plain JavaScript, as what stands in scripts/.
import MarkdownIt from 'markdown-it';
import { slugger } from './slug.mjs';

const markdown = new MarkdownIt({ html: true });

/**
 * What a page of Markdown links to and what it can be linked at.
 *
 * @returns `anchors`: a Set; `links`: each with its 1-based `line`
 */
export function readPage(text) {
  const anchors = new Set();
  const links = [];
  const own = slugger();
  const tokens = markdown.parse(text, {});
  let line = 1;
  for (const [index, token] of tokens.entries()) {
    // A cell of a table has the place of its row.
    if (token.map !== null) line = token.map[0] + 1;
    if (token.type === 'heading_open') anchors.add(own(plain(tokens[index + 1])));
    for (const part of [token, ...(token.children ?? [])]) {
      const href = part.attrGet('href') ?? part.attrGet('src');
      if (href !== null) links.push({ href, line });
      if (part.type.startsWith('html_'))
        for (const [, id] of part.content.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
    }
  }
  return { anchors, links };
}

const plain = ({ children }) =>
  children
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');
