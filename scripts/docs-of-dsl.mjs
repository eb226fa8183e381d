// The page on which everything that YAML may say stands at a glance: an example that holds, and every key with its page.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { banner } from './docs-of-schemas.mjs';
import { root } from './workspaces.mjs';

const EXAMPLE = `class_name: LogMonitor
defaults: [megatron_basic]              # rules of another monitor; the same name overrides
inactivity_threshold_seconds: 1200      # silence for this long is a stall

log_signals:
  - name: loader_lost_shard             # a pattern, and what a line that it hits means
    pattern: 'loader: shard (?P<shard>\\S+) is gone after (?P<tries>\\d+) tries'
    unless: 'will retry'
    state: { class_name: CrashState }
    metadata: { error_type: storage, severity: error }
    remedy: 'Put {shard} back, or take it out of the list of shards.'
    actions:
      - { class_name: ErrorNoteAction, note: lost_shard }
    tests:
      - { log: 'loader: shard 17.bin is gone after 3 tries', expect: { shard: 17.bin, tries: '3' } }
      - { log: 'loader: shard 17.bin is gone after 3 tries, will retry', expect: none }

  - name: loader_slow                   # counts only as: 5 hits within 10 minutes, on one node
    pattern: 'loader: (?P<node>\\S+) waited (?P<seconds>[\\d.]+) s'
    when: { count: 5, within: 10m, by: [node] }
    metadata: { error_type: storage, severity: warning }
    remedy: 'Look at the file system of {node}.'
    tests:
      - { log: [{ line: 'loader: node07 waited 12.5 s', repeat: 5, every: 1m }], expect: { node: node07 } }
      - { log: [{ line: 'loader: node07 waited 12.5 s', repeat: 5, every: 1h }], expect: none }
`;

const MEMBERS = [
  ['sigwatch-yaml.md', 'A run: sigwatch.yaml'],
  ['monitor.md', 'What lines mean: a monitor'],
  ['components.md', 'What is named by class_name'],
  ['restart.md', 'What is done about a failure: a restart policy'],
  ['rule-tests.md', 'What must come out of a log: NAME.test.yaml'],
  ['plugin-yaml.md', 'A pack: plugin.yaml'],
];

/** @param all the other pages of the reference: a Map of names to texts */
export function dslPage(all) {
  requireSound(EXAMPLE);
  const parts = MEMBERS.map(([page, title]) => `## ${title}\n\n${glance(page, all.get(page))}`);
  return `${banner('schemas/')}
# Everything that YAML may say, at a glance

\`\`\`yaml
${EXAMPLE.trimEnd()}
\`\`\`

Every key below leads to its type, its default, an example and its meaning. What texts may hold (\`{name}\`, \`%j\`, \`\${…}\`)
is told in [Texts](texts.md).

${parts.join('\n\n')}
`;
}

/** Every section of a page with its keys. */
function glance(page, text) {
  const [first, ...sections] = text.split(/^## /m);
  const lines = sections.map((section) => {
    const name = section.split('\n', 1)[0];
    return line(`[${name}](${page}#${name.toLowerCase()})`, section);
  });
  return [line(`[top](${page})`, first), ...lines].filter((one) => one !== undefined).join('\n');
}

function line(link, section) {
  const keys = [...section.matchAll(/^\| (`[^`]+`) \|/gm)].map(([, key]) => key);
  if (keys.length > 0) return `- ${link}: ${keys.join(' · ')}`;
  return link.startsWith('[top]') ? undefined : `- ${link}`;
}

/** As everything that is linted: without a finding, and its tests pass. */
function requireSound(text) {
  const folder = mkdtempSync(join(tmpdir(), 'sigwatch-dsl-'));
  try {
    const file = join(folder, 'example.yaml');
    writeFileSync(file, text);
    for (const verb of [['lint', '--strict'], ['test']]) {
      const bin = join(root, 'packages/sigwatch/bin/sigwatch.js');
      const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'rules', ...verb, file], {
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`the example of docs/reference/dsl.md is not sound: ${stdout}${stderr}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
