#!/usr/bin/env node
// A small training program: linear regression by stochastic gradient descent, with logs and checkpoints in the form
// of Megatron-LM. The training is real, so that a restart from a checkpoint can be seen to go on where it was.
import { parseArgs } from 'node:util';
import { loadCheckpoint, saveCheckpoint } from './train-checkpoint.mjs';
import { failures, logCaughtException } from './train-failures.mjs';
import { createModel } from './train-model.mjs';
import { print, timestamp } from './train-output.mjs';

const HELP = `usage: node train.mjs [options]
  --steps N            steps in all (200)
  --step-ms N          time a step takes (20)
  --log-interval N     steps between two log lines (10)
  --checkpoint-dir DIR where checkpoints go (none are written without it)
  --save-interval N    steps between two checkpoints (50)
  --fail KIND          none | nccl_timeout | oom | hang (none)
  --at N               the step at which it fails (120)
  --on-attempt N       the attempt that fails; 0: every one (1)
  --caught-at N        logs an exception that it has handled at this step, and goes on
  --seed N             (1)
SIGWATCH_ATTEMPT says which attempt this is, SIGWATCH_RESUME_FROM from which checkpoint it goes on.`;

const number = (value) => ({ type: 'string', default: String(value) });
const { values } = parseArgs({
  options: {
    steps: number(200),
    'step-ms': number(20),
    'log-interval': number(10),
    'save-interval': number(50),
    at: number(120),
    'on-attempt': number(1),
    'caught-at': number(0),
    seed: number(1),
    fail: { type: 'string', default: 'none' },
    'checkpoint-dir': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
if (!Object.hasOwn(failures, values.fail)) {
  console.error(`--fail ${values.fail} is unknown; known are ${Object.keys(failures).join(', ')}.`);
  process.exit(2);
}

const total = Number(values.steps);
const interval = Number(values['log-interval']);
const { env } = process;
const attempt = Number(env.SIGWATCH_ATTEMPT ?? 1);
const failing = ['0', String(attempt)].includes(values['on-attempt']) ? Number(values.at) : 0;
const directory = values['checkpoint-dir'];
const resumeFrom = env.SIGWATCH_RESUME_FROM;

const model = createModel({ seed: Number(values.seed) });
let done = 0;
if (resumeFrom) {
  const checkpoint = loadCheckpoint(resumeFrom);
  model.restore(checkpoint.model);
  done = checkpoint.iteration;
  print(`  successfully loaded checkpoint from ${resumeFrom} [ t 1/1, p 1/1 ] at iteration ${done}`);
}
print(`training ...`);
print(`[before the start of training step] datetime: ${timestamp().slice(0, 19)} `);

let since = performance.now();
for (let iteration = done + 1; iteration <= total; iteration++) {
  await new Promise((wake) => setTimeout(wake, Number(values['step-ms'])));
  const { loss, gradNorm, learningRate } = model.step();
  if (iteration % interval === 0 || iteration === total) {
    const elapsed = (performance.now() - since) / (iteration % interval || interval);
    since = performance.now();
    print(iterationLine({ iteration, elapsed, loss, gradNorm, learningRate }));
  }
  if (directory && iteration % Number(values['save-interval']) === 0) {
    print(`saving checkpoint at iteration ${pad(iteration, 7)} to ${directory} in torch format`);
    saveCheckpoint(directory, { iteration, model: model.save() });
    print(`  successfully saved checkpoint from iteration ${pad(iteration, 7)} to ${directory} [ t 1/1, p 1/1 ]`);
  }
  if (iteration === Number(values['caught-at'])) logCaughtException(iteration);
  if (iteration === failing) await failures[values.fail]({ iteration });
}
print(`[after training is done] datetime: ${timestamp().slice(0, 19)} `);

function iterationLine({ iteration, elapsed, loss, gradNorm, learningRate }) {
  return [
    `[${timestamp()}] iteration ${pad(iteration, 8)}/${pad(total, 8)}`,
    `consumed samples: ${pad(iteration * model.batchSize, 12)}`,
    `elapsed time per iteration (ms): ${elapsed.toFixed(1)}`,
    `learning rate: ${scientific(learningRate)}`,
    `global batch size: ${pad(model.batchSize, 5)}`,
    `lm loss: ${scientific(loss)}`,
    'loss scale: 1.0',
    `grad norm: ${gradNorm.toFixed(3)}`,
    'number of skipped iterations:   0',
    'number of nan iterations:   0 |',
  ].join(' | ');
}

function pad(value, width) {
  return String(value).padStart(width);
}

/** As Python's `{:.6E}`: two digits of exponent at least. */
function scientific(value) {
  const [digits, exponent] = value.toExponential(6).split('e');
  return `${digits}E${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}
