// Writes packages/core/src/match/prefilter/log-bigrams.ts: how often one byte follows another in training logs, from the
// labelled logs of test/corpus and as much of generated ones. Run by hand; the table need not follow each new log.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeLog } from '../test/bench/log.mjs';
import { root } from './workspaces.mjs';

const KINDS = 65;
/** As in rarity.ts: printable bytes with bit 5 set, and all that is no ASCII as one. */
const kind = (byte) => (byte >= 128 ? 64 : ((byte | 32) & 31) + (byte & 64 ? 32 : 0));

const folder = join(root, 'test/corpus/sessions');
const sessions = readdirSync(folder).filter((name) => name.endsWith('.log'));
const labelled = readFileSync(join(root, 'test/corpus/lines.jsonl'), 'utf8').trim().split('\n');
const written = [
  ...sessions.map((name) => readFileSync(join(folder, name), 'utf8')),
  ...labelled.map((line) => `${JSON.parse(line).text}\n`),
].join('');
const texts = [Buffer.from(written), await generated(0.05, written.length), await generated(0.5, written.length)];

const counts = new Float64Array(KINDS * KINDS);
let total = 0;
for (const text of texts)
  for (let at = 0; at + 1 < text.length; at++) {
    counts[kind(text[at]) * KINDS + kind(text[at + 1])] += 1;
    total += 1;
  }
const letters = Array.from(counts, (count) =>
  String.fromCharCode(35 + Math.min(56, Math.round(-2 * Math.log2((count + 0.05) / total)))),
).join('');
const rows = letters
  .match(/.{65}/gs)
  .map((row) => `  ${JSON.stringify(row.replaceAll('\\', '~')).replaceAll('"', "'")}`);
writeFileSync(
  join(root, 'packages/core/src/match/prefilter/log-bigrams.ts'),
  `/**
 * How often one byte follows another in training logs, written by scripts/log-bigrams.mjs: a row for each first byte, a
 * letter for each second one (bytes are put together by \`kindOf\` of rarity.ts). A letter's code above that of \`#\` is twice
 * the negative binary logarithm of the share; \`~\` stands for a backslash.
 */
export const logBigrams =
${rows.join(' +\n')};
`,
);

async function generated(share, bytes) {
  const scratch = mkdtempSync(join(tmpdir(), 'sigwatch-bigrams-'));
  try {
    await writeLog(join(scratch, 'log'), bytes, { share, rare: 500, seed: 7 });
    return readFileSync(join(scratch, 'log')).subarray(0, bytes);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
