#!/usr/bin/env node
// node job.mjs COMMAND…: runs it as `sigwatch run` would, and tells on stderr what was decided. SIGINT and SIGTERM end only
// the supervision: the same JOB_NAME takes the run up again. Exit code: 0 succeeded, 1 not, 3 stopped by its policy.
import { run } from 'sigwatch';

const { JOB_NAME: name, POLICY: restart = 'megatron_transient', CHECKPOINTS: checkpointDir } = process.env;
const leave = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => leave.abort());

const job = run(process.argv.slice(2), {
  ...{ restart, signal: leave.signal },
  ...(name && { runId: name, name }),
  ...(checkpointDir && { checkpointDir }),
});
job.decisions$.subscribe(({ action, reason }) => console.error(`${action}: ${reason}`));
const { end, restarts } = await job.done;
console.error(end ? `${end.state} after ${restarts} restarts` : 'the job goes on');
if (end?.state !== 'succeeded') process.exitCode = end?.decision?.action === 'stop' ? 3 : 1;
