#!/usr/bin/env node
// A person decides whether a restart that was decided is carried out. sigwatch asks `approve.mjs ask FOLDER ATTEMPT` until
// it says yes: each question is told once (posted to APPROVAL_URL, as Slack's webhooks take it, where that is set) and
// lies in the folder of its run from then on, so that no crash loses a question or an answer. A person answers with
//   approve.mjs yes FOLDER ATTEMPT      the restart goes on
//   sigwatch stop RUN                   it does not
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [verb, folder, attempt] = process.argv.slice(2);
if (attempt === undefined || !['ask', 'yes'].includes(verb))
  throw new Error('usage: approve.mjs ask|yes FOLDER ATTEMPT');
const question = join(folder, `approval-${attempt}.asked`);
const answer = join(folder, `approval-${attempt}.yes`);

if (verb === 'yes') {
  if (!existsSync(question)) throw new Error(`${question}: nobody has asked that`);
  keep(answer, `${new Date().toISOString()}\n`);
} else if (attempt === '1' || existsSync(answer)) console.log(1);
else {
  process.exitCode = 1;
  if (!existsSync(question)) await ask(process.env.SIGWATCH_RUN_ID);
}

/** Told first and noted then: a crash between both tells it a second time, by the same key, and never not at all. */
async function ask(run) {
  const { reason, error_type } = lastDecision();
  const text = `Run ${run} is to be restarted (attempt ${attempt}) after ${error_type}: ${reason}
Yes: node ${typed(fileURLToPath(import.meta.url))} yes ${typed(folder)} ${attempt}
No: sigwatch stop ${run}`;
  const { APPROVAL_URL: url } = process.env;
  if (url) {
    const headers = { 'content-type': 'application/json', 'idempotency-key': `${run}/${attempt}` };
    const signal = AbortSignal.timeout(30_000);
    const { ok, status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ text }), signal });
    if (!ok) throw new Error(`the question was answered by ${status}; it is asked again`);
  }
  keep(question, `${text}\n`);
}

/** As it can be typed in a shell. */
function typed(path) {
  return /^[\w./@:-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** Of the run's own events, the newest of which is at the end. */
function lastDecision() {
  const events = readFileSync(join(folder, 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const decision = events.findLast(({ event_type }) => event_type === 'decision');
  return decision?.data ?? { error_type: 'a failure', reason: 'it was asked for by hand' };
}

/** Whole, or not there. */
function keep(path, text) {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
