/**
 * How long a failing line takes to become a restart: from the moment at which the line is read to the decision in the
 * journal, to the next attempt's command issued (the process that runs it is spawned) and to its submission being known to
 * have happened. Local adapter, default packs; the command prints its failure and exits, so that its death is included.
 *
 * Usage: node test/bench/restart.mjs [--runs 40] [--json FILE]
 */
import childProcess from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

// The first process that the library starts is the one that runs the command.
let spawned = () => {};
const { spawn } = childProcess;
childProcess.spawn = (...given) => {
  spawned();
  return spawn(...given);
};
syncBuiltinESMExports();
const { run } = await import('../../packages/sigwatch/bundle/index.js');

const { values } = parseArgs({ options: { runs: { type: 'string' }, json: { type: 'string' } } });
const runs = Number(values.runs ?? 40);
const directory = mkdtempSync(join(tmpdir(), 'sigwatch-restart-'));

/** The last attempt ends well. */
const command = `if [ "$SIGWATCH_ATTEMPT" -gt ${runs} ]; then exit 0; fi
echo "[rank0]: torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp:1970, remote process exited"
exit 1`;
const policy = `policies:
  - mode: crash
    implementation:
      class_name: SelectiveRestartPolicy
      max_retries: ${runs + 1}
      default_action: restart
      backoff: { initial: 0s, jitter: 0 }
`;

try {
  const restart = join(directory, 'policy.yaml');
  writeFileSync(restart, policy);
  const watched = run(['sh', '-c', command], { restart, stateDir: join(directory, 'state'), runId: 'bench' });
  const measured = { signal: [], decided: [], issued: [], submitted: [] };
  let read;
  /** Once in each attempt. */
  const took = (what) => {
    if (read !== undefined && measured[what].length === measured.submitted.length)
      measured[what].push(performance.now() - read);
  };
  spawned = () => measured.decided.length > measured.submitted.length && took('issued');
  watched.lines$.subscribe(({ text }) => {
    if (text.includes('NCCL error')) read ??= performance.now();
  });
  watched.events$.subscribe(({ event_type, data }) => {
    if (event_type === 'signal') took('signal');
    if (event_type === 'decision' && data.action === 'restart') took('decided');
    if (event_type === 'attempt_started' && data.restart === true) {
      took('submitted');
      read = undefined;
    }
  });
  const { end } = await watched.done;
  const table = Object.fromEntries(
    Object.entries(measured).map(([what, all]) => [`line read → ${what}`, summary(all)]),
  );
  console.table(table);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(table, null, 2)}\n`);
  if (end?.state !== 'succeeded' || measured.issued.length !== runs) {
    console.error(`${measured.issued.length} of ${runs} restarts; the run ${end?.state}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function summary(all) {
  const sorted = all.toSorted((a, b) => a - b);
  const quantile = (q) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0) * 10) / 10;
  return {
    runs: sorted.length,
    p50_ms: quantile(0.5),
    p90_ms: quantile(0.9),
    p99_ms: quantile(0.99),
    max_ms: quantile(1),
  };
}
