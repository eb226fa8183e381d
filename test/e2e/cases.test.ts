import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventsOf } from '../support/cli.js';
import { stamp, step, steps, until, Workshop } from './workshop.js';

const monitor = ['--monitor', 'megatron_basic'];
const transient = ['--restart', 'megatron_transient'];
const done = `[after training is done] datetime: ${stamp(20)} \n`;
const nccl = 'RuntimeError: NCCL error in: ../torch/csrc/distributed/c10d/NCCLUtils.hpp:219, unhandled system error\n';
const oom = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n';

describe.concurrent('a healthy run', () => {
  it.each([
    ['a line that counts no nan iteration', step(3)],
    ['an infinite gradient while the loss scale is searched', step(3, 3, { grad: 'inf', scale: '65536.0' })],
    ["NCCL's own information", 'node01:41:57 [0] NCCL INFO comm 0x1 timeout set to 1800000 ms, abort flag 0\n'],
    ['a saved checkpoint', '  successfully saved checkpoint from iteration       3 to /ckpt [ t 1/1, p 1/1 ]\n'],
  ])('is not disturbed by %s', async (_, line) => {
    using shop = new Workshop();
    const { decisions, incidents, end, code } = await shop.replay(
      steps(1, 2) + line + steps(4, 8) + done,
      ...monitor,
      ...transient,
    );
    expect({ decisions, incidents, state: end.state, code }).toEqual({
      decisions: [],
      incidents: [],
      state: 'succeeded',
      code: 0,
    });
  });

  it('is not ended by a checkpoint, and ended by a success line only together with the job', async () => {
    using shop = new Workshop();
    const saved = '  successfully saved checkpoint from iteration       2 to /ckpt [ t 1/1, p 1/1 ]\n';
    const ended = await shop.told('run', monitor, shop.job({ print: steps(1, 2) + saved + steps(3, 9) }));
    expect([ended.code, ended.end.state, ended.end.final_step]).toEqual([0, 'succeeded', 9]);
    const liar = await shop.told('run', monitor, shop.job({ print: steps(1, 2) + done, exit: 1 }));
    expect([liar.code, liar.end.state]).toEqual([1, 'failed']);
  });

  it('is ended by a success line alone where the monitor says that it suffices, and the job is left', async () => {
    using shop = new Workshop();
    const rules = shop.file(
      'own.yaml',
      "class_name: LogMonitor\nlog_signals:\n  - { name: all_done, pattern: 'ALL DONE', state: { class_name: SuccessState }, suffices: true }\n",
    );
    const ended = await shop.told(
      'run',
      ['--monitor', rules, '--run-id', 'x'],
      shop.job({ print: 'ALL DONE\n', hang: true }),
    );
    expect([ended.code, ended.end.state]).toEqual([0, 'succeeded']);
    expect(shop.livingJobs('x').length).toBeGreaterThan(0);
    await shop.endJobs('x');
  });
});

describe.concurrent('one failure', () => {
  it('that shows in three ways at once is one incident, one decision, one restart', async () => {
    using shop = new Workshop();
    const text = `${nccl}[rank0]: NCCL communicator was aborted on rank 0\nRuntimeError: Rank 0 has failed\n`;
    const told = await shop.told(
      'run',
      [...monitor, ...shop.policy('max_retries: 3')],
      shop.job({ print: steps(1, 3) + text, exit: 1 }, { print: steps(4, 6) }),
    );
    expect([told.incidents.length, told.decisions, told.attempts, told.code]).toEqual([1, ['restart nccl'], 2, 0]);
  });

  it('in a log that the next attempt appends to, and that an earlier run has left, does not fire again', async () => {
    using shop = new Workshop();
    const file = shop.file('train.log', steps(1, 3) + nccl);
    const told = await shop.told(
      'run',
      [...monitor, ...shop.policy('max_retries: 3'), '--log', file],
      shop.job({ append: { file, text: steps(4, 6) + nccl }, exit: 1 }, { append: { file, text: steps(7, 9) } }),
    );
    expect([told.incidents.length, told.decisions, told.attempts, told.code]).toEqual([1, ['restart nccl'], 2, 0]);
    expect(told.signals('nccl_error').map(({ data }) => data.line)).toEqual([8]);
  });

  it.each([
    ['with the line that explains it is oom', true, 'stop oom', 3],
    ['without it is an nccl timeout, and is restarted', false, 'restart nccl_timeout', 1],
  ])('of all ranks, ten minutes after rank 3, %s', async (_, explained, decision, code) => {
    using shop = new Workshop();
    const ranks = Array.from({ length: 8 }, (_, rank) => {
      const first = rank === 3 && explained ? `[rank3]: ${stamp(10)} ${oom}` : '';
      const timeout = `[rank${rank}]:[E301 ${stamp(610)} ProcessGroupNCCL.cpp:632] [Rank ${rank}] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=42, OpType=ALLREDUCE, NumelIn=8, NumelOut=8, Timeout(ms)=600000) ran for 600012 milliseconds before timing out.\n`;
      const last =
        rank === 0 ? `${stamp(620)} torch.distributed.elastic.multiprocessing.errors.ChildFailedError:\n` : '';
      return shop.file(`rank_${rank}.log`, step(1, 1) + step(2, 2) + first + timeout + last);
    });
    const told = await shop.told('replay', [...monitor, ...transient, ...ranks]);
    expect([told.incidents.length, told.decisions, told.code]).toEqual([1, [decision], code]);
  });

  it('that is the last thing the job prints, without a line end, is not lost', async () => {
    using shop = new Workshop();
    const told = await shop.told(
      'run',
      [...monitor, ...shop.policy('max_retries: 3')],
      shop.job({ print: steps(1, 3) + oom.trimEnd(), exit: 1 }),
    );
    expect([told.decisions, told.code]).toEqual([['stop oom'], 3]);
  });

  it('does not blind a run without a policy: it is followed to its end', async () => {
    using shop = new Workshop();
    const caught = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nValueError: bad sample\n';
    const wait_for = join(shop.directory, 'go');
    const command = shop.job({ print: steps(1, 3) + caught + steps(4, 9), wait_for, after: nccl, exit: 1 });
    const run = shop.watching('run', monitor, command);
    await until('the exception was ignored', () => run.now().incidents.length > 0);
    shop.file('go', '');
    const told = await run.done;
    expect(told.incidents).toEqual(['ignored exception', 'nccl nccl_error']);
    expect([told.decisions, told.end.state, told.code]).toEqual([['ignore nccl'], 'failed', 1]);
  });
});

describe.concurrent('an exception', () => {
  it('that was caught is ignored once the steps go on', async () => {
    using shop = new Workshop();
    const caught = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nValueError: bad sample\n';
    const told = await shop.replay(steps(1, 3) + caught + steps(4, 9) + done, ...monitor, ...transient);
    expect([told.incidents, told.decisions, told.code]).toEqual([['ignored exception'], [], 0]);
  });

  /** What a watch tells of a traceback in two parts, of which the first was read by itself; how long (ms) the second was away at the most. */
  async function inTwoParts() {
    using shop = new Workshop();
    const log = shop.file('train.log', steps(1, 1));
    const watching = shop.watching('watch', [log, ...monitor]);
    await until('it follows', () => watching.now().of('progress').length === 1);
    const began = Date.now();
    appendFileSync(log, `${steps(2, 2)}Traceback (most recent call last):\n  File "a.py", line 7, in <mod`);
    await until('the first part was read', () => watching.now().of('progress').length === 2);
    appendFileSync(log, 'ule>\n    load(x)\nKeyError: "weights"\n');
    const apart = Date.now() - began;
    await until('the exception was told', () => watching.now().of('incident_opened').length > 0);
    watching.child.kill('SIGINT');
    return { apart, told: await watching.done };
  }

  it('whose traceback comes in two parts is one block with the right type', async () => {
    let { apart, told } = await inTwoParts();
    // A block waits for its next line for two seconds, which may pass unseen while the machine is busy.
    while (apart > 1_500) ({ apart, told } = await inTwoParts());
    const [signal, ...more] = told.of('signal').filter(({ data }) => data.kind === 'error');
    expect([signal?.data.error_type, more.length, told.code]).toEqual(['exception', 0, 130]);
    expect(signal?.data.fields).toMatchObject({ exception: 'KeyError' });
  });
});

describe.concurrent('a budget', () => {
  it('of three restarts restarts three times', async () => {
    using shop = new Workshop();
    const told = await shop.told(
      'run',
      [...shop.fewRules(), ...shop.policy('max_retries: 3')],
      shop.job({ print: nccl, exit: 1 }),
    );
    expect(told.decisions).toEqual(['restart nccl', 'restart nccl', 'restart nccl', 'stop nccl']);
    expect([told.attempts, told.end.restarts, told.code]).toEqual([4, 3, 3]);
  });

  it('that is spent on nccl still stops oom', async () => {
    using shop = new Workshop();
    const more = 'max_retries: 5\nbudgets: { nccl: 2 }';
    const told = await shop.told(
      'run',
      [...shop.fewRules(), ...shop.policy(more)],
      shop.job({ print: nccl, exit: 1 }, { print: nccl, exit: 1 }, { print: oom, exit: 1 }),
    );
    expect([told.decisions, told.code]).toEqual([['restart nccl', 'restart nccl', 'stop oom'], 3]);
  });

  it('is back after 500 good steps, and not after 400', async () => {
    using shop = new Workshop();
    const fails = (from: number, to: number) => ({ print: steps(from, to) + nccl, exit: 1 });
    const told = await shop.told(
      'run',
      [...shop.fewRules(), ...shop.policy('max_retries: 1\nreset_after: { steps: 500 }')],
      shop.job(fails(1, 10), fails(11, 511), fails(512, 912)),
    );
    expect([told.decisions, told.code]).toEqual([['restart nccl', 'restart nccl', 'stop nccl'], 3]);
  });

  it('ends early where the same failure comes twice at the same step, whatever its type', async () => {
    using shop = new Workshop();
    const told = await shop.told(
      'run',
      [...shop.fewRules(), ...shop.policy('max_retries: 9\nsame_failure: 2')],
      shop.job({ print: steps(1, 7) + nccl, exit: 1 }),
    );
    expect([told.decisions, told.code]).toEqual([['restart nccl', 'stop nccl'], 3]);
  });

  it('does not take one unknown step for another', async () => {
    using shop = new Workshop();
    const told = await shop.told(
      'run',
      [...shop.fewRules(), ...shop.policy('max_retries: 2\nsame_failure: 2')],
      shop.job({ print: nccl, exit: 1 }),
    );
    expect(told.decisions).toEqual(['restart nccl', 'restart nccl', 'stop nccl']);
  });
});

describe.concurrent('a stop', () => {
  it('cancels a job that hangs, and outranks the stall', async () => {
    using shop = new Workshop();
    const rules = shop.file(
      'quick.yaml',
      'class_name: LogMonitor\ndefaults: [megatron_basic]\ninactivity_threshold_seconds: 1\nhold_seconds: 0\n',
    );
    const restart = shop.file(
      'never.yaml',
      'policies:\n  - mode: stall\n    implementation: { class_name: NoRestartPolicy }\n',
    );
    const told = await shop.told(
      'run',
      ['--monitor', rules, '--restart', restart, '--run-id', 'h'],
      shop.job({ print: steps(1, 3), hang: true }),
    );
    expect([told.decisions, told.code]).toEqual([['stop hang'], 3]);
    expect(shop.livingJobs('h')).toEqual([]);
  });

  it('is what a rule asks for by a TerminationAction: the job is cancelled and not restarted', async () => {
    using shop = new Workshop();
    const rules = shop.file(
      'own.yaml',
      "class_name: LogMonitor\ndefaults: [megatron_basic]\nlog_signals:\n  - { name: poison, pattern: 'POISON', state: { class_name: CrashState }, actions: [{ class_name: TerminationAction }], metadata: { error_type: nccl } }\n",
    );
    const told = await shop.told(
      'run',
      ['--monitor', rules, ...shop.policy('max_retries: 3'), '--run-id', 'p'],
      shop.job({ print: `${steps(1, 3)}POISON\n`, hang: true }),
    );
    expect([told.decisions, told.attempts, told.code]).toEqual([['stop nccl'], 1, 3]);
    expect(shop.livingJobs('p')).toEqual([]);
  });
});

describe.concurrent('single lines', () => {
  const failures: readonly (readonly [string, string])[] = [
    ['nccl', nccl],
    ['nccl', 'ncclInternalError: Internal check failed.\n'],
    ['hardware', 'RuntimeError: CUDA error: uncorrectable ECC error encountered\n'],
    [
      'oom',
      'slurmstepd: error: Detected 1 oom_kill event in StepId=1.batch. Some of the step tasks have been OOM Killed.\n',
    ],
    ['timeout', 'slurmstepd: error: *** JOB 1 ON n1 CANCELLED AT 2026-03-01T12:00:00 DUE TO TIME LIMIT ***\n'],
    ['hardware', 'slurmstepd: error: *** JOB 1 ON n1 CANCELLED AT 2026-03-01T12:00:00 DUE TO NODE FAILURE ***\n'],
    ['communication', 'ConnectionResetError: [Errno 104] Connection reset by peer\n'],
    ['exception', "FileNotFoundError: [Errno 2] No such file or directory: 'x'\n"],
    ['exception', "ModuleNotFoundError: No module named 'apex'\n"],
    ['exception', 'Fatal Python error: Segmentation fault\n'],
    ['slurm_failure', 'srun: error: n1: tasks 0-3: Exited with exit code 1\n'],
  ];
  const healthy = [
    'It is recommended to retry; the last command failed to improve the loss\n',
    'setting OMP_NUM_THREADS, see https://pytorch.org/docs/stable/elastic/errors.html\n',
    step(3),
    step(4, 4, { grad: 'inf', scale: '65536.0' }),
  ];

  it('are told of with their cause, and healthy ones are not', async () => {
    using shop = new Workshop();
    const log = shop.file('log.out', failures.map(([, line]) => line).join('') + healthy.join(''));
    const { out } = await shop.cli(['scan', '--format', 'jsonl', ...monitor, log]);
    const errors = (eventsOf(out) as unknown as { line: number; kind: string; error_type?: string }[]).filter(
      ({ kind }) => kind === 'error',
    );
    const types = failures.map((_, index) => errors.find(({ line }) => line === index + 1)?.error_type);
    expect(types).toEqual(failures.map(([type]) => type));
    expect(errors.filter(({ line }) => line > failures.length)).toEqual([]);
  });
});

describe.concurrent('the evaluation of checkpoints', () => {
  const train = join(import.meta.dirname, '../../examples/train.mjs');

  it('runs once for each, with its folder, and the run goes on', async () => {
    using shop = new Workshop();
    shop.file('evaluate_checkpoint.sh', 'echo "$1 $2 $3" >> evaluated.txt\necho "evaluated $2"\n');
    const told = await shop.told(
      'run',
      ['--monitor', 'megatron_checkpoint_eval', '--run-id', 'e'],
      [process.execPath, train, '--steps', '90', '--step-ms', '2', '--save-interval', '30', '--checkpoint-dir', 'ckpt'],
    );
    const lines = shop.read('evaluated.txt').trimEnd().split('\n');
    expect(lines).toEqual([30, 60, 90].map((n) => `${join(shop.directory, 'ckpt', `iter_00000${n}`)} ${n} e`));
    expect([told.end.state, told.end.final_step, told.code]).toEqual(['succeeded', 90, 0]);
    const history = eventsOf((await shop.cli(['history', 'e', '--format', 'jsonl'])).out);
    const actions = history.filter((event) => event.event_type === 'action');
    expect(actions.map(({ data }) => data.ok)).toEqual([true, true, true]);
    expect(shop.outputOfActions('e')).toEqual(['evaluated 30\n', 'evaluated 60\n', 'evaluated 90\n']);
  });

  it('goes on with the run when it fails', async () => {
    using shop = new Workshop();
    const told = await shop.told(
      'run',
      ['--monitor', 'megatron_checkpoint_eval'],
      [process.execPath, train, '--steps', '40', '--step-ms', '2', '--save-interval', '20', '--checkpoint-dir', 'ckpt'],
    );
    expect([told.end.state, told.code]).toEqual(['succeeded', 0]);
    expect(told.of('action').map(({ data }) => data.ok)).toEqual([false, false]);
  });

  it('refuses a template that nothing fills', async () => {
    using shop = new Workshop();
    const rules = shop.file(
      'own.yaml',
      "class_name: LogMonitor\nlog_signals:\n  - { name: s, pattern: 'saved (?P<step>\\d+)', metadata: { kind: checkpoint }, actions: [{ class_name: ExecutionAction, command: [echo, '{stepp}'] }] }\n",
    );
    const ran = await shop.cli(['run', '--monitor', rules, '--', 'true']);
    expect([ran.code, ran.err]).toEqual([2, expect.stringMatching(/own\.yaml:3:\d+: .*stepp.*did you mean \{step\}/)]);
  });
});
