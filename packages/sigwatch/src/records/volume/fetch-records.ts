import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { RunRecord, SigwatchEvent } from '@sigwatch/core';
import { eventFiles, eventsIn, type Found, isOf, summariesIn, type Wanted } from './fetched.js';

/** A folder elsewhere whose files are fetched one by one. */
export interface Remote {
  /** Names of its files. */
  list(): Promise<readonly string[]>;
  /** Copies one of them into a folder that is there. */
  get(name: string, folder: string): Promise<void>;
}

/** The records of one run. */
export interface RunRecords extends Found {
  /** As the records of its days tell them, oldest first. */
  readonly events: readonly SigwatchEvent[];
}

export interface Fetched {
  /** Those of the app, oldest first: each start of a container that keeps no state of its own is a run. */
  readonly runs: readonly RunRecords[];
  /** Summaries that were looked into, of whomever. */
  readonly seen: readonly Found[];
  /** Summaries that were not: there are more than anybody waits for. */
  readonly left: number;
}

/** Each is a call of the client, which takes a second. */
const MOST = 60;
const AT_ONCE = 4;

/** Fetches what a folder of records holds of an app. Rejects as `remote` does. */
export async function fetchRecords(remote: Remote, wanted: Wanted): Promise<Fetched> {
  const folder = mkdtempSync(join(tmpdir(), 'sigwatch-volume-'));
  const fetched = new Map<string, string>();
  const textOf = async (name: string): Promise<string> => {
    const known = fetched.get(name);
    if (known !== undefined) return known;
    await remote.get(name, folder);
    const text = readFileSync(join(folder, basename(name)), 'utf8');
    fetched.set(name, text);
    return text;
  };
  try {
    const names = await remote.list();
    const summaries = summariesIn(names);
    const seen = (await inTurns(summaries.slice(0, MOST), async (file) => summaryIn(file, await textOf(file)))).flat();
    const runs: RunRecords[] = [];
    for (const found of seen.filter((one) => isOf(one, wanted)).reverse()) {
      const texts: string[] = [];
      for (const file of eventFiles(names, found.summary)) texts.push(await textOf(file));
      runs.push({ ...found, events: texts.flatMap((text) => eventsIn(text, found.file)) });
    }
    return { runs, seen, left: Math.max(0, summaries.length - MOST) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One that is just being written tells nothing yet. */
function summaryIn(file: string, text: string): Found[] {
  try {
    const summary = JSON.parse(text) as RunRecord | null;
    return summary?.training === undefined ? [] : [{ file, summary }];
  } catch {
    return [];
  }
}

async function inTurns<A, B>(all: readonly A[], act: (one: A) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE)
    results.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(act))));
  return results;
}
