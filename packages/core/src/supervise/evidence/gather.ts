import path from 'node:path';
import { childAbort } from '../../child-abort.js';
import type { JobAdapter, JobRef, Millis } from '../../contract.js';
import { timedCall } from '../../protocol/timed-call.js';
import { event } from '../../report/events.js';
import type { Verdict } from '../../run/attempt-state.js';
import { finalStates } from '../../run/platform.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';
import { canSubmit } from '../spec.js';
import { within } from '../within.js';
import { asFileName, commandsOf, type EvidenceCommand } from './commands.js';
import { diskFiles, type EvidenceFiles } from './files.js';
import { lastLines } from './last-lines.js';

const MINUTE: Millis = 60_000;

/** What came of it: the files that were written, and what could not be had. */
interface Found {
  readonly files: string[];
  readonly missing: string[];
}

/**
 * Before a hung job is cancelled: runs commands on its nodes and keeps what they say, and the last lines of each log, in
 * `evidence/INCIDENT/` of the run's directory. Once for an incident, and never longer than the budget, which a crash does
 * not give anew. Never rejects for what it can't have; what is decided follows in any case.
 */
export async function gatherEvidence(
  run: RunContext,
  journal: Journal,
  verdict: Verdict,
  abort: AbortSignal,
): Promise<void> {
  const incident = hangOf(run, journal, verdict);
  const { job, evidence } = journal.snapshot;
  if (incident === undefined || run.evidence === undefined || job === undefined || journal.directory === '') return;
  const begun = evidence?.incident === incident ? evidence : { incident, since: run.deps.now() };
  if (begun.done) return;
  const left = begun.since + (run.evidence.timeout ?? MINUTE) - run.deps.now();
  const folder = path.join(journal.directory, 'evidence', folderOf(incident));
  const found: Found = { files: [], missing: [] };
  const { files = diskFiles } = run.evidence;
  journal.commit({ evidence: begun }, { durable: true });
  if (left > 0) {
    const own = childAbort(abort);
    const gathering = gather(run, journal, job, { folder, limit: left, files, found }, own.signal).catch((error) => {
      found.missing.push(`${folder}: ${wordsOf(error)}`);
    });
    const inTime = await within(run, journal, gathering, left, abort);
    own.end();
    abort.throwIfAborted();
    if (!inTime) found.missing.push('what took longer than the time for it');
  }
  const context = { run_id: run.run_id, attempt: journal.snapshot.attempt };
  const told = event(context, run.deps.now(), 'notice', {
    severity: 'warning',
    text: textOf(folder, found),
    ...(found.files.length === 0 ? {} : { folder }),
  });
  journal.commit({ evidence: { ...begun, done: true } }, { events: [told], durable: true });
}

/** The incident of a hung job that lives and is about to be cancelled. */
function hangOf(run: RunContext, { snapshot }: Journal, verdict: Verdict): string | undefined {
  if (verdict.kind !== 'decided') return undefined;
  const { decision, incident } = verdict.decided;
  const { job } = snapshot.engine;
  const isAlive = job !== undefined && !finalStates.has(job.state);
  const isCancelled =
    decision.action === 'restart' ? canSubmit(run) : decision.action === 'stop' && decision.on_stop !== 'leave';
  return incident.mode === 'stall' && isAlive && isCancelled ? incident.id : undefined;
}

/** `run/attempt/ordinal` as one folder of the run. */
const folderOf = (incident: string): string => asFileName(incident.split('/').slice(-2).join('-'));

interface Place {
  readonly folder: string;
  readonly limit: Millis;
  readonly files: EvidenceFiles;
  readonly found: Found;
}

async function gather(run: RunContext, journal: Journal, job: JobRef, place: Place, abort: AbortSignal): Promise<void> {
  const { adapter } = run;
  const logs = lastLines(journal.tracks, place.files, abort).then((text) => keep(place, 'last-lines.txt', text));
  const commands = adapter?.exec === undefined ? [] : commandsOf(run.evidence?.commands);
  await Promise.all([logs, ...commands.map((command) => ask(run, adapter, job, command, place, abort))]);
}

async function ask(
  run: RunContext,
  adapter: JobAdapter | undefined,
  job: JobRef,
  { name, argv }: EvidenceCommand,
  place: Place,
  abort: AbortSignal,
): Promise<void> {
  const call = async (own: AbortSignal) => (await adapter?.exec?.(job, argv, own)) ?? [];
  try {
    const answers = await timedCall(call, name, place.limit, run.deps, abort);
    for (const { node, output, exit_code } of answers) {
      const how = exit_code === 0 ? '' : `\n(${exit_code === undefined ? 'was ended' : `exit code ${exit_code}`})\n`;
      await keep(place, `${asFileName(node)}.${name}.txt`, `${output}${how}`);
    }
  } catch (error) {
    place.found.missing.push(`${name}: ${wordsOf(error)}`);
  }
}

async function keep({ folder, files, found }: Place, name: string, text: string): Promise<void> {
  if (text === '') return;
  await files.write(path.join(folder, name), text);
  found.files.push(name);
}

function textOf(folder: string, { files, missing }: Found): string {
  const kept = files.length === 0 ? 'No evidence of the hang was kept' : `Evidence of the hang is kept in ${folder}`;
  const names = files.length === 0 ? '' : ` (${[...files].sort().join(', ')})`;
  return `${kept}${names}${missing.length === 0 ? '' : `; not to be had: ${missing.join('; ')}`}.`;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
