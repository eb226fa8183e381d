import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** A small generator with a seed, so that every run measures the same bytes. */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const failures = [
  (r) =>
    `[rank${r(8)}]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate ${r(40)}.00 GiB. GPU ${r(8)} is full.`,
  (r) => `gpu${r(99)}:${r(9999)}:${r(9999)} [${r(8)}] transport.cc:${r(900)} NCCL WARN Timeout waiting for connection`,
  (r) => `srun: error: gpu${r(99)}: task ${r(64)}: Exited with exit code 1`,
  () => 'Traceback (most recent call last):\n  File "train.py", line 7, in <module>\n    main()\nValueError: bad shape',
];

function step(r, iteration) {
  const clock = `${10 + r(12)}:${10 + r(49)}:${10 + r(49)}`;
  return (
    ` [2025-03-0${1 + r(9)} ${clock}] iteration ${String(iteration).padStart(8)}/  500000 | consumed samples: ${String(iteration * 1024).padStart(12)} ` +
    `| elapsed time per iteration (ms): ${1000 + r(9000)}.${r(9)} | learning rate: ${1 + r(8)}.${r(999999)}E-04 | global batch size:  1024 ` +
    `| lm loss: ${1 + r(9)}.${r(999999)}E+00 | loss scale: 1.0 | grad norm: ${r(9)}.${r(999)} | number of skipped iterations:   0 | number of nan iterations:   0 |`
  );
}

function chatter(r) {
  const head = `gpu${r(99)}:${r(99999)}:${r(99999)} [${r(8)}] NCCL INFO `;
  const tails = [
    `Channel ${String(r(32)).padStart(2, '0')}/0 : ${r(64)}[${r(8)}] -> ${r(64)}[${r(8)}] [send] via NET/IB/${r(8)}/GDRDMA`,
    `comm 0x${r(2 ** 31).toString(16)} rank ${r(64)} nranks 64 cudaDev ${r(8)} busId ${r(99)}000 - Init START`,
    `Connected all rings, use ring PXN ${r(2)} GDR 1`,
    `Trees [0] ${r(64)}/-1/-1->${r(64)}->${r(64)} [1] ${r(64)}/-1/-1->${r(64)}->${r(64)}`,
  ];
  return r(3) > 0
    ? head + tails[r(tails.length)]
    : `[2025-03-04 11:22:33,${100 + r(899)}] [INFO] [engine.py:${r(999)}:step] rank ${r(64)} time (ms) | fwd: ${r(999)}.${r(99)} | bwd: ${r(999)}.${r(99)}`;
}

/** Writes about `bytes` of a Megatron-like log; `share` of its lines are steps, and one line in `rare` is a failure. */
export async function writeLog(path, bytes, { share, rare, seed }) {
  const r = random(seed);
  const out = createWriteStream(path);
  let iteration = 0;
  for (let written = 0; written < bytes; ) {
    const lines = [];
    for (let count = 0; count < 2000; count++) {
      if (r(rare) === 0) lines.push(failures[r(failures.length)](r));
      else if (r(1000) < share * 1000) lines.push(step(r, ++iteration));
      else lines.push(chatter(r));
    }
    const text = `${lines.join('\n')}\n`;
    written += text.length;
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
