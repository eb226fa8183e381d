#!/usr/bin/env node
// Shows what sigwatch is for, with two real runs, and then checks in their records that it happened.
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkNotRestarted, checkRestarted, readEvents } from './demo-checks.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const state = mkdtempSync(join(tmpdir(), 'sigwatch-demo-'));

say(`
A training run dies of an NCCL watchdog timeout at step 120. A restart can fix that, so sigwatch
starts it again from its last verified checkpoint, step 100.
`);
const first = join(state, 'checkpoints-1');
await supervise('demo-nccl-timeout', first, ['--fail', 'nccl_timeout', '--at', '120']);

say(`
A second run runs out of GPU memory on rank 3; seven other ranks then time out in NCCL. The
restart would only do the same again, so sigwatch names the cause and stops.
`);
await supervise('demo-oom', join(state, 'checkpoints-2'), ['--fail', 'oom', '--at', '60']);

const problems = [
  ...checkRestarted(readEvents(state, 'demo-nccl-timeout'), join(first, 'iter_0000100')),
  ...checkNotRestarted(readEvents(state, 'demo-oom')),
];
if (problems.length > 0) {
  say(`\nThis is not what should have happened:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  say(`The records are kept in ${state}.`);
  process.exit(1);
}
say(`
The records of the two runs prove it:
  ✓ the first was restarted exactly once, from the verified checkpoint of step 100, and succeeded
  ✓ the second was diagnosed as oom, in spite of 7 NCCL timeouts, and was not restarted

To read them again: npx sigwatch history demo-oom --state-dir ${state}
`);

function supervise(run, checkpoints, failure) {
  const command = [
    ...['packages/sigwatch/bin/sigwatch.js', 'run', '--monitor', 'megatron_basic'],
    ...['--restart', 'examples/demo-restart.yaml', '--checkpoint-dir', checkpoints],
    ...['--run-id', run, '--state-dir', state, '--'],
    ...['node', 'examples/train.mjs', '--checkpoint-dir', checkpoints, ...failure],
  ];
  say(`$ sigwatch run --restart examples/demo-restart.yaml … -- node examples/train.mjs ${failure.join(' ')}\n`);
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit' });
    child.on('error', fail);
    // The exit code of a stopped run is not 0, and should not be: the records tell what happened.
    child.on('exit', done);
  });
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
