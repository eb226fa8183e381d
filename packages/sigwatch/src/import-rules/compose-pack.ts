import { packName } from './names.js';
import type { Imported, PackFile, RuleDraft } from './types.js';
import { comment, yamlLines } from './yaml-text.js';

/** What pack the files become. */
export interface PackWords {
  /** Of the pack, and so of its folder; what may not stand in one is replaced. */
  readonly name: string;
  /** The file as people call it. */
  readonly from: string;
  /** Version of sigwatch that it is written for. */
  readonly sigwatch: string;
}

/** The files of a pack: a monitor, a restart policy, and what makes a folder a pack. */
export function composePack(imported: Imported, words: PackWords): readonly PackFile[] {
  const name = packName(words.name);
  const description = `Log rules of ${imported.system}${imported.job === undefined ? '' : ` of the job ${imported.job}`}, as rules import has written them.`;
  return [
    { path: `monitoring/${name}.yaml`, text: text(monitorLines(imported, words, description)) },
    { path: `restart/${name}.yaml`, text: text(restartLines(imported, words)) },
    {
      path: 'plugin.yaml',
      text: text(
        yamlLines({
          name,
          version: '0.1.0',
          requires: { sigwatch: `>=${words.sigwatch}` },
          status: 'experimental',
          description,
        }),
      ),
    },
    { path: 'README.md', text: readme(imported, name, words) },
  ];
}

const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

function monitorLines({ monitor, system }: Imported, { from }: PackWords, description: string): string[] {
  return [
    ...comment(`Written by sigwatch rules import from ${from}, for ${system}.`),
    ...monitor.comments.flatMap(comment),
    ...comment('Lines in `tests` are made from the patterns: put lines of your own logs in their place.'),
    ...yamlLines({ class_name: 'LogMonitor', description }),
    ...comment('defaults: [default]   # the shipped rules as well'),
    ...yamlLines(monitor.settings),
    ...rulesOf(monitor.rules),
  ];
}

function rulesOf(rules: readonly RuleDraft[]): readonly string[] {
  const lines = rules.flatMap(({ comments, rule }, i) => [
    ...(i === 0 ? [] : ['']),
    ...comments.flatMap(comment),
    ...(rule === undefined ? [] : yamlLines(rule).map((line, at) => (at === 0 ? `- ${line}` : `  ${line}`))),
  ]);
  const some = rules.some(({ rule }) => rule !== undefined);
  return [some ? 'log_signals:' : 'log_signals: []', ...lines.map((line) => (line === '' ? '' : `  ${line}`))];
}

function restartLines({ restart, system }: Imported, { from }: PackWords): string[] {
  return [
    ...comment(`Written by sigwatch rules import from ${from}: what ${system} does, as far as it can be said here.`),
    ...restart.comments.flatMap(comment),
    'policies:',
    ...restart.policies.flatMap(({ mode, implementation }) => [
      `  - mode: ${mode}`,
      '    implementation:',
      ...yamlLines(implementation).map((line) => `      ${line}`),
    ]),
  ];
}

const readme = ({ system }: Imported, name: string, { from }: PackWords): string => `# ${name}

Log rules of ${system}, written by \`sigwatch rules import\` from \`${from}\`.

| file | what |
|---|---|
| \`monitoring/${name}.yaml\` | what its lines mean |
| \`restart/${name}.yaml\` | how often, and after what, the job is started again |

With \`packs: [./${name}]\` in a sigwatch.yaml both are known as \`${name}\`.
`;
