/**
 * What training software prints, line by line: Megatron-LM, NCCL, Hugging Face, and what stands between them.
 *
 * @typedef {import('./random.mjs').Random} Random
 */
import { pick } from './random.mjs';

/** @param {number} value @param {number} width */
const wide = (value, width) => String(value).padStart(width);

const START = Date.UTC(2025, 2, 1);
/** So many that no input has more. */
const TOTAL = 50_000_000;

/** When other lines were printed, until `timed` says it. */
const SOME_TIME = '2025-03-04 11:22:33';

/** @param {number} iteration each takes two seconds */
export function clockAt(iteration) {
  const iso = new Date(START + iteration * 2000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** A line as it is printed at a moment. @param {string} line @param {string} clock */
export const timed = (line, clock) => line.replace(SOME_TIME, clock);

/** @param {Random} r @param {number} iteration @param {string} clock */
export function step(r, iteration, clock) {
  return (
    ` [${clock}] iteration ${wide(iteration, 8)}/${wide(TOTAL, 8)} | consumed samples: ${wide(iteration * 1024, 12)} ` +
    `| elapsed time per iteration (ms): ${1900 + r(200)}.${r(9)} | learning rate: 1.${100000 + r(899999)}E-04 | global batch size:  1024 ` +
    `| lm loss: 2.${100000 + r(899999)}E+00 | loss scale: 1.0 | grad norm: 0.${100 + r(899)} | number of skipped iterations:   0 | number of nan iterations:   0 |`
  );
}

/** @param {Random} _r @param {number} iteration */
export const saved = (_r, iteration) =>
  `  successfully saved checkpoint from iteration ${wide(iteration, 7)} to /ckpt/gpt [ t 1/2, p 1/1 ]`;

/** @param {Random} r */
function nccl(r) {
  const head = `gpu${r(99)}:${r(99999)}:${r(99999)} [${r(8)}] NCCL INFO `;
  return (
    head +
    pick(r, [
      `Channel ${String(r(32)).padStart(2, '0')}/0 : ${r(64)}[${r(8)}] -> ${r(64)}[${r(8)}] [send] via NET/IB/${r(8)}/GDRDMA`,
      `comm 0x${r(2 ** 31).toString(16)} rank ${r(64)} nranks 64 cudaDev ${r(8)} busId ${r(99)}000 - Init START`,
      `Connected all rings, use ring PXN ${r(2)} GDR 1`,
      `Trees [0] ${r(64)}/-1/-1->${r(64)}->${r(64)} [1] ${r(64)}/-1/-1->${r(64)}->${r(64)}`,
      'NCCL_SOCKET_IFNAME set by environment to ib0',
    ])
  );
}

/** @param {Random} r */
const deepspeed = (r) =>
  `[${SOME_TIME},${100 + r(899)}] [INFO] [engine.py:${r(999)}:step] rank ${r(64)} time (ms) | fwd: ${r(999)}.${r(99)} | bwd: ${r(999)}.${r(99)}`;

/** Bars of tqdm in a file: many states of it, parted by bare carriage returns, before one line feed. @param {Random} r */
function bar(r) {
  const total = 1000 + r(9000);
  let done = r(total);
  return Array.from({ length: 1 + r(12) }, () => {
    done = Math.min(total, done + r(40));
    const share = Math.floor((done / total) * 100);
    return `${wide(share, 3)}%|${'█'.repeat(share / 10)}${' '.repeat(10 - Math.floor(share / 10))}| ${done}/${total} [0${r(9)}:${10 + r(49)}<0${r(9)}:${10 + r(49)}, ${r(9)}.${10 + r(89)}it/s]`;
  }).join('\r');
}

/** @param {Random} r */
const huggingFace = (r) =>
  pick(r, [
    `[INFO|trainer.py:${r(4000)}] ${SOME_TIME},${100 + r(899)} >> Num examples = ${r(999999)}`,
    `[WARNING|logging.py:${r(999)}] ${SOME_TIME},${100 + r(899)} >> \`use_cache=True\` is incompatible with gradient checkpointing.`,
    `loading file tokenizer.json from cache at /models/llama/snapshots/${r(2 ** 31).toString(16)}/tokenizer.json`,
  ]);

/** What Hugging Face prints of its own progress. @param {Random} r */
const bars = (r) =>
  r(2) === 0
    ? bar(r)
    : `{'loss': ${r(9)}.${r(9999)}, 'grad_norm': ${r(9)}.${r(99999)}, 'learning_rate': ${1 + r(8)}.${r(99)}e-05, 'epoch': ${r(9)}.${r(99)}}`;

/** @param {Random} r */
const noise = (r) =>
  pick(r, [
    `/opt/venv/lib/python3.11/site-packages/torch/utils/data/dataloader.py:${r(999)}: UserWarning: This DataLoader will create ${r(64)} worker processes in total.`,
    `wandb: Run data is saved locally in /scratch/u${r(99)}/wandb/run-${r(99999999)}`,
    `  log_interval ${'.'.repeat(30)} ${r(100)}`,
    `export NCCL_DEBUG=WARN; srun --ntasks=${r(64)} --cpu-bind=none python -u train.py --retry-on-error --exit-interval ${r(9999)}`,
    `rank ${r(64)}: building the validation dataset, ${r(999999)} documents, ${r(9)}.${r(999)} s – done`,
    `site-packages/torch/_logging/_internal.py:${r(2000)}: profiling is on for rank ${r(64)}, schedule ${r(9)}-${r(9)}-${r(9)}`,
    '',
  ]);

/**
 * A line that no failure is in.
 *
 * @param {Random} r
 * @param {boolean} counts whether it may be of a progress bar, whose numbers are any
 */
export function chatter(r, counts) {
  const which = r(100);
  if (which < 55) return nccl(r);
  if (which < 75) return deepspeed(r);
  if (which < 82) return huggingFace(r);
  return which < 87 && counts ? bars(r) : noise(r);
}

/** What the 43 rules are for. @param {Random} r */
export const failure = (r) =>
  pick(r, [
    `[rank${r(8)}]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate ${r(40)}.00 GiB. GPU ${r(8)} is full.`,
    `gpu${r(99)}:${r(9999)}:${r(9999)} [${r(8)}] transport.cc:${r(900)} NCCL WARN Timeout waiting for connection`,
    `srun: error: gpu${r(99)}: task ${r(64)}: Exited with exit code 1`,
    `slurmstepd: error: Detected ${1 + r(3)} oom-kill event(s) in StepId=${r(999999)}.0.`,
    `[${r(9999)}.${r(9999)}] NVRM: Xid (PCI:0000:${10 + r(80)}:00): ${r(120)}, pid=${r(99999)}`,
    `OSError: [Errno 28] No space left on device: '/ckpt/iter_${r(9999)}'`,
    'Traceback (most recent call last):\n  File "train.py", line 7, in <module>\n    main()\nValueError: bad shape',
  ]);
