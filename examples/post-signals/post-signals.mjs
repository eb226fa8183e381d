#!/usr/bin/env node
// node post-signals.mjs RULES.yaml LOG URL: follows a log and posts every signal of the rules as JSON. The run is kept in
// STATE (./state), and how far it is posted beside it: whatever kills this process, the next one goes on, and each signal
// is posted at least once, in order, always with the same Idempotency-Key.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openStore } from '@sigwatch/store';
import { retry, watch } from 'sigwatch';

const [monitor, log, url] = process.argv.slice(2);
if (url === undefined) throw new Error('usage: post-signals.mjs RULES.yaml LOG URL');
const { STATE: stateDir = 'state', RUN: runId = 'post-signals' } = process.env;

const leave = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => leave.abort());
const watched = watch(log, { monitor, runId, stateDir, signal: leave.signal });
let following = true;
watched.done.finally(() => (following = false)).catch(() => {});

const store = openStore({ directory: stateDir, readonly: true });
const kept = join(stateDir, `${runId}.posted`);
let posted = readPosted();
try {
  for (let last = false; !last; ) {
    await pause(500);
    last = !following;
    await postNew();
  }
  await watched.done;
} catch (error) {
  if (!leave.signal.aborted) throw error;
} finally {
  await watched.stop();
}

/** The events of a run have numbers without holes: `from` leaves out as many as were posted. */
async function postNew() {
  for (const event of store.events(runId, posted)) {
    if (event.event_type === 'signal') await post(event, `${runId}/${posted + 1}`);
    posted += 1;
    writeFileSync(`${kept}.new`, String(posted));
    renameSync(`${kept}.new`, kept);
  }
}

/** Tried again for ever where the receiver may recover: a log waits. What it refuses for good is an error. */
function post({ timestamp, data }, key) {
  const call = async (abort) => {
    const { ok, status } = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ timestamp, ...data }),
      signal: AbortSignal.any([abort, AbortSignal.timeout(10_000)]),
    });
    if (!ok) throw Object.assign(new Error(`${url} answers ${status}`), { status });
  };
  const retryable = ({ status = 0 }) => status < 400 || status === 408 || status === 429 || status >= 500;
  return retry(call, { retryable, retries: Infinity, max: 30_000, abort: leave.signal });
}

function readPosted() {
  try {
    return Number(readFileSync(kept, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return 0;
    throw error;
  }
}
