import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wrongInSite } from '../site/src/check-built.mjs';
import { deadLinks } from '../site/src/check-sources.mjs';
import { linkOnSite } from '../site/src/links.mjs';
import { pagesOf } from '../site/src/pages.mjs';
import { slugger } from '../site/src/slug.mjs';

const dead = (files: Readonly<Record<string, string>>) =>
  deadLinks(Object.keys(files), (file: string) => files[file] ?? '');

describe('anchors', () => {
  it('are those that GitHub gives headings', () => {
    const own = slugger();
    const anchors = [
      'What it can be asked for',
      '`sigwatch rules lint`, and --fix',
      'error_type',
      'Ends in é?',
      'a – b',
    ];
    expect(anchors.map(own)).toEqual([
      'what-it-can-be-asked-for',
      'sigwatch-rules-lint-and---fix',
      'error_type',
      'ends-in-é',
      'a--b',
    ]);
  });

  it('of equal headings are counted, past those that are taken', () => {
    expect(['Same', 'Same-1', 'Same', 'Same'].map(slugger())).toEqual(['same', 'same-1', 'same-2', 'same-3']);
  });
});

describe('links in the repository', () => {
  it('lead to files, folders, headings, marked places and lines of code', () => {
    const files = {
      'README.md':
        '# Top\n[a](docs/a.md#part-one) [b](docs) [c](docs/a.md#place) [d](src/x.ts#L3) [e](#top) [f](docs/b%20c.md)',
      'docs/a.md':
        '## Part: one\n<a id="place"></a>\n[up](..) [folder](../src#inside) ![p](p.png)\n[ours](https://github.com/sigwatch/sigwatch/blob/main/src/x.ts)',
      'docs/b c.md': '[theirs](https://example.com/none#none)',
      'docs/p.png': '',
      'src/README.md': '# Inside',
      'src/x.ts': '// see docs/a.md#part-one',
    };
    expect(dead(files)).toEqual([]);
  });

  it('that are dead are told with their place', () => {
    const files = {
      'README.md':
        '# Top\n\n[a](docs/none.md)\n[b](docs/a.md#none)\n[c](#none) [d](../out.md) ![e](none.png)\n\n| [f](none) |\n|---|',
      'docs/a.md': '# A\n[g](x.txt#none) [h](https://github.com/sigwatch/sigwatch/tree/main/none)',
      'docs/x.txt': '',
      'src/x.ts': '// docs/a.md\n// docs/none.md and docs/a.md#none',
    };
    expect(dead(files)).toEqual([
      'README.md:3: docs/none.md does not exist',
      'README.md:3: docs/a.md#none has no such heading',
      'README.md:3: #none has no such heading',
      'README.md:3: ../out.md leads out of the repository',
      'README.md:3: none.png does not exist',
      'README.md:7: none does not exist',
      'docs/a.md:2: x.txt#none is no page that has anchors',
      'docs/a.md:2: https://github.com/sigwatch/sigwatch/tree/main/none does not exist',
      'src/x.ts:2: docs/none.md does not exist',
      'src/x.ts:2: docs/a.md#none has no such heading',
    ]);
  });

  it('in code are none', () => {
    expect(dead({ 'README.md': '`[a](none.md)`\n\n```md\n[b](none.md)\n```\n' })).toEqual([]);
  });
});

describe('pages of the site', () => {
  const files = ['README.md', 'docs/a.md', 'docs/reference/README.md', 'plugins/cuda/README.md', 'schemas/x.yaml'];
  const pages = pagesOf([...files, '.changeset/a.md', 'packages/x/template/README.md']);
  const moved = (file: string, href: string) => linkOnSite(file, href, new Set(files), pages);

  it('stand below docs/, and a README is what its folder shows', () => {
    expect(Object.fromEntries(pages)).toEqual({
      'index.md': 'README.md',
      'a.md': 'docs/a.md',
      'reference/index.md': 'docs/reference/README.md',
      'plugins/cuda/index.md': 'plugins/cuda/README.md',
    });
    expect(() => pagesOf(['docs/a.md', 'a.md'])).toThrow('a.md and docs/a.md are both the page a.md');
  });

  it('link to each other where they stand now, and else to the repository', () => {
    const there = [
      moved('README.md', 'docs/a.md#x'),
      moved('README.md', 'plugins/cuda'),
      moved('docs/a.md', '../plugins/cuda/README.md'),
      moved('docs/reference/README.md', '..'),
      moved('docs/reference/README.md', '../../schemas/x.yaml'),
      moved('docs/a.md', '../schemas'),
      moved('docs/a.md', '#x'),
      moved('docs/a.md', 'https://example.com/'),
    ];
    expect(there).toEqual([
      'a.md#x',
      'plugins/cuda/index.md',
      'plugins/cuda/index.md',
      '../index.md',
      'https://github.com/sigwatch/sigwatch/blob/main/schemas/x.yaml',
      'https://github.com/sigwatch/sigwatch/tree/main/schemas',
      '#x',
      'https://example.com/',
    ]);
  });
});

describe('the built site', () => {
  const wrong = (files: Readonly<Record<string, string>>, base?: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'sigwatch-site-'));
    try {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      return wrongInSite(folder, base);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it('is right where every link leads somewhere and nothing is loaded from elsewhere', () => {
    const files = {
      'index.html':
        '<script src="/s/app.js"></script><a href="/s/a/b.html#x">b</a> <a href="https://example.com">e</a>',
      'a/b.html': '<h2 id="x">X</h2><a href="../">up</a><a href="#x">here</a><a href="?q=1#x">again</a>',
      'app.js': '',
      'style.css': 'a { background: url(/s/app.js) }',
    };
    expect(wrong(files, '/s/')).toEqual([]);
  });

  it('tells of dead links, dead anchors, and whatever comes from another host', () => {
    const files = {
      'index.html':
        '<a href="/none.html">n</a><a href="#none">a</a><a href="javascript:x()">j</a><img src="none.png"><script src="https://example.com/x.js"></script><link rel="stylesheet" href="//example.com/x.css">',
      'style.css': '@import "https://example.com/font.css";',
    };
    expect(wrong(files)).toEqual([
      'index.html: /none.html does not exist',
      'index.html: #none has no such heading',
      'index.html: javascript:x() is no address',
      'index.html: none.png does not exist',
      'index.html: https://example.com/x.js is loaded from elsewhere',
      'index.html: //example.com/x.css is loaded from elsewhere',
      'style.css loads from elsewhere',
    ]);
    expect(wrong({ 'index.html': '<a href="/index.html">i</a>' }, '/s/')).toEqual([
      'index.html: /index.html does not begin with /s/',
    ]);
  });
});
