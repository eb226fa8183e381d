// A training program for the kill test: prints steps, fails on every attempt but the last, and leaves a trace of when it ran.
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [trace, attempts, steps, stepMs] = process.argv.slice(2);
const attempt = Number(process.env.SIGWATCH_ATTEMPT);
appendFileSync(trace, `${JSON.stringify({ attempt, began: Date.now(), pid: process.pid })}\n`);
const first = (attempt - 1) * Number(steps);
for (let step = first + 1; step <= first + Number(steps); step++) {
  console.log(` iteration ${String(step).padStart(8)}/ 1000 | lm loss: 2.5E+00 | number of nan iterations:   0 |`);
  await sleep(Number(stepMs));
}
const ok = attempt === Number(attempts);
if (!ok)
  console.log(
    `[rank0]: torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp:1970, remote process exited, attempt ${attempt}`,
  );
appendFileSync(trace, `${JSON.stringify({ attempt, ended: Date.now() })}\n`);
process.exit(ok ? 0 : 1);
