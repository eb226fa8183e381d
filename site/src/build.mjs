// `npm run docs`: the site, into `site/dist`. Fails where a public docstring is missing or a link is dead.
// `--links` looks at the links of the repository only, which takes a second.
import { fileURLToPath } from 'node:url';
import { deadLinksHere } from './check-sources.mjs';

const steps = [['links of the repository', deadLinksHere]];
if (!process.argv.includes('--links')) steps.push(['docstrings', docstrings], ['links of the site', site]);
for (const [name, step] of steps) {
  const findings = await step();
  if (findings.length === 0) continue;
  console.error(`${name}: ${findings.length} to mend\n${findings.join('\n')}`);
  process.exitCode = 1;
  break;
}

async function docstrings() {
  const { gather } = await import('./gather.mjs');
  const { writeApi } = await import('./api.mjs');
  gather();
  return writeApi();
}

async function site() {
  const { build } = await import('vitepress');
  const { built } = await import('./gather.mjs');
  const { wrongInSite } = await import('./check-built.mjs');
  const { notFound } = await import('./check-search.mjs');
  const { entries } = await import('./api.mjs');
  const { menu } = await import('./menu.mjs');
  await build(fileURLToPath(new URL('..', import.meta.url)));
  const wrong = wrongInSite(built, process.env.SIGWATCH_DOCS_BASE);
  const listed = menu(entries).flatMap(({ items }) => items);
  return [...wrong, ...(await notFound(built, listed))];
}
