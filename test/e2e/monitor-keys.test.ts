// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import { appendFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { steps, until, Workshop } from './workshop.js';

const nccl = 'RuntimeError: NCCL error in: x.cpp:1, unhandled system error\n';

const texts = (told: { of(type: 'notice'): readonly { data: Readonly<Record<string, unknown>> }[] }) =>
  told.of('notice').map(({ data }) => String(data.text));

describe.concurrent('termination_string', () => {
  const key = 'termination_string: "*** all done (100%) ***"\n';
  const done = 'rank 0: *** all done (100%) *** bye\n';

  it('ends a live run as succeeded at once, and the job is left', async () => {
    using shop = new Workshop();
    const ended = await shop.told(
      'run',
      [...shop.fewRules(key), '--run-id', 'x'],
      shop.job({ print: steps(1, 3) + done, hang: true }),
    );
    expect([ended.code, ended.end.state, ended.signals('termination_string').length]).toEqual([0, 'succeeded', 1]);
    expect(shop.livingJobs('x').length).toBeGreaterThan(0);
    await shop.endJobs('x');
  });

  it('holds against a failure before it and a bad exit code after it, in run, watch and replay alike', async () => {
    using shop = new Workshop();
    const text = steps(1, 3) + nccl + done;
    const rules = shop.fewRules(key);
    const policy = shop.policy('max_retries: 3');
    const log = shop.file('train.log', text);
    const told = [
      await shop.told('run', [...rules, ...policy], shop.job({ print: text, exit: 3 })),
      await shop.told('watch', [...rules, ...policy, '--once', log]),
      await shop.told('replay', [...rules, ...policy, log]),
    ];
    expect(told.map(({ code, end, decisions, attempts }) => [code, end.state, decisions, attempts <= 1])).toEqual(
      Array(3).fill([0, 'succeeded', [], true]),
    );
    const without = await shop.told('replay', [...shop.fewRules(), ...policy, log]);
    expect([without.code, without.decisions]).toEqual([1, ['restart nccl']]);
    const scanned = await shop.cli(['scan', '--all', ...shop.fewRules(key), log]);
    expect(scanned.out).toContain('(termination_string)');
    const explained = await shop.cli(['rules', 'explain', ...shop.fewRules(key), done.trim()]);
    expect([explained.code, explained.out.includes('1. termination_string')]).toEqual([0, true]);
    const [, file = ''] = shop.fewRules(key);
    const tested = await shop.cli(['rules', 'test', file]);
    expect([tested.code, tested.out.includes('termination_string')]).toEqual([0, false]);
  });
});

describe.concurrent('termination_command', () => {
  it('ends a live run as succeeded when it says so, with the values of its attempt', async () => {
    using shop = new Workshop();
    const key = `check_interval_seconds: 0.2\ntermination_command: [test, -f, '${shop.directory}/{name}-{attempt}-\${job.id}.done']\n`;
    const run = shop.watching(
      'run',
      [...shop.fewRules(key), '--run-id', 'x', '--name', 'big'],
      shop.job({ print: steps(1, 3), hang: true }),
    );
    await until('the job prints', () => run.now().of('progress').length === 3);
    expect(run.now().of('run_ended')).toEqual([]);
    shop.file('big-1-x.1.done', '');
    const ended = await run.done;
    expect([ended.code, ended.end.state]).toEqual([0, 'succeeded']);
    expect(ended.signals('termination_command').map(({ data }) => data.line)).toEqual([0]);
    await shop.endJobs('x');
    const again = await shop.told('replay', ['--record', 'x']);
    expect(again.signals('termination_command')).toEqual(ended.signals('termination_command'));
  });

  it('has the last word before a failed job is restarted', async () => {
    using shop = new Workshop();
    const asks = (answer: string) =>
      shop.fewRules(`check_interval_seconds: 600\ntermination_command: ["sh", "-c", "${answer}"]\n`);
    const job = shop.job({ print: steps(1, 3) + nccl, exit: 1 });
    const policy = shop.policy('max_retries: 1');
    const yes = await shop.told('run', [...asks('echo 1; exit 1'), ...policy], job);
    expect([yes.code, yes.end.state, yes.decisions, yes.attempts]).toEqual([0, 'succeeded', [], 1]);
    const no = await shop.told('run', [...asks('exit 1'), ...policy], job);
    expect([no.code, no.decisions, no.attempts]).toEqual([3, ['restart nccl', 'stop nccl'], 2]);
  });

  it('that cannot be run is told of, and keeps nothing from going on', async () => {
    using shop = new Workshop();
    const key = 'check_interval_seconds: 0.1\ntermination_command: /no/such/program {run_id}\n';
    const go = join(shop.directory, 'go');
    const run = shop.watching(
      'run',
      shop.fewRules(key),
      shop.job({ print: steps(1, 3), wait_for: go, after: steps(4, 5) }),
    );
    await until('it is told', () => texts(run.now()).some((text) => text.includes('/no/such/program')));
    shop.file('go', '');
    const ended = await run.done;
    expect([ended.code, ended.of('progress').length, texts(ended).length]).toEqual([0, 5, 1]);
    expect(texts(ended)[0]).toMatch(/^The termination command could not be started: .*; that counts as a no\.$/);
  });
});

describe.concurrent('start_condition_cmd', () => {
  const key = (shop: Workshop) =>
    `start_condition_interval_seconds: 0.1\nstart_condition_cmd: test -f ${shop.directory}/free-{attempt}\n`;

  it('holds back each attempt, over a crash of sigwatch too', async () => {
    using shop = new Workshop();
    const args = [...shop.fewRules(key(shop)), ...shop.policy('max_retries: 1'), '--run-id', 'x'];
    const job = shop.job({ print: steps(1, 3) + nccl, exit: 1 }, { print: steps(4, 6) });
    const first = shop.watching('run', args, job);
    await until('it waits', () => texts(first.now()).some((text) => text.includes('waits for its start condition')));
    const { out } = await shop.cli(['status', 'x', '--format', 'jsonl']);
    expect(JSON.parse(out.split('\n')[0] as string)).toMatchObject({ state: 'pending', attempt: 1, restarts: 0 });
    first.child.kill('SIGKILL');
    await first.done;
    // Who asked for the condition last may still be about to end.
    await until('no process of it is left', () => shop.livingJobs('x').length === 0);
    const second = shop.watching('run', args, job);
    await until('it waits again', () => texts(second.now()).length > 0);
    expect(second.now().attempts).toBe(0);
    shop.file('free-1', '');
    await until('attempt 2 waits', () => texts(second.now()).some((text) => text.startsWith('Attempt 2 waits')));
    expect(second.now().attempts).toBe(1);
    shop.file('free-2', '');
    const ended = await second.done;
    expect([ended.code, ended.attempts, ended.end.state, ended.end.restarts]).toEqual([0, 2, 'succeeded', 1]);
    expect(texts(ended).filter((text) => text.includes('waits'))).toHaveLength(2);
  });

  it('can be stopped while it waits', async () => {
    using shop = new Workshop();
    const run = shop.watching('run', [...shop.fewRules(key(shop)), '--run-id', 'x'], shop.job({ print: steps(1, 3) }));
    await until('it waits', () => texts(run.now()).length > 0);
    await shop.cli(['stop', 'x']);
    const ended = await run.done;
    expect([ended.code, ended.end.state, ended.attempts]).toEqual([5, 'cancelled', 0]);
  });
});

describe.concurrent('class_name', () => {
  it.each([
    ['SlurmLogMonitor', ['restart nccl'], 1],
    ['NullMonitor', [], 0],
  ])('%s needs no scheduler in run, watch, replay and lint', async (class_name, decisions, signals) => {
    using shop = new Workshop();
    const [flag = '', file = ''] = shop.fewRules();
    shop.file('few.yaml', shop.read('few.yaml').replace('LogMonitor', class_name));
    const log = shop.file('train.log', steps(1, 3) + nccl);
    const args = [flag, file, ...shop.policy('max_retries: 1')];
    const told = [await shop.told('watch', [...args, '--once', log]), await shop.told('replay', [...args, log])];
    expect(told.map((one) => [one.decisions, one.signals('nccl_error').length])).toEqual(
      Array(2).fill([decisions, signals]),
    );
    const run = await shop.told('run', args, shop.job({ print: steps(1, 3) + nccl, exit: 1 }));
    expect([run.decisions.at(-1), run.code]).toEqual([signals === 1 ? 'stop nccl' : 'stop unknown', 3]);
    expect((await shop.cli(['rules', 'lint', file])).code).toBe(0);
  });
});

describe.concurrent('logs that a monitor names', () => {
  it('are followed beside the job’s own, each attempt its own and a shared one from where it stood', async () => {
    using shop = new Workshop();
    mkdirSync(join(shop.directory, 'logs'));
    const at = (name: string) => join(shop.directory, 'logs', name);
    const rules = shop.fewRules(
      `log_path_template: 'logs/out-\${oc.if:\${slurm.array},%A_%a,%j}.log'\noutput_paths: ['logs/r[0-9]*.{log,txt}', 'logs/%x-%N-\${sibling.name}.log']\n`,
    );
    appendFileSync(at('r0.txt'), steps(1, 9) + nccl);
    const told = await shop.told(
      'run',
      [...rules, ...shop.policy('max_retries: 3'), '--run-id', 'x'],
      shop.job(
        { print: steps(1, 3), append: { file: at('out-x.1.log'), text: nccl }, exit: 1 },
        { print: steps(4, 6), append: { file: at('r0.txt'), text: 'CUDA out of memory\n' }, exit: 1 },
      ),
    );
    expect([told.decisions, told.attempts, told.code]).toEqual([['restart nccl', 'stop oom'], 2, 3]);
    expect(told.signals('nccl_error', 'cuda_oom').map(({ data }) => [data.source, data.line])).toEqual([
      [at('out-x.1.log'), 1],
      [at('r0.txt'), 11],
    ]);
    expect([...new Set(texts(told))]).toEqual([
      'The log `logs/%x-%N-${sibling.name}.log` is not followed: ${sibling.name} is not known to sigwatch.',
    ]);
    expect(readdirSync(join(shop.directory, 'logs')).sort()).toEqual(['out-x.1.log', 'r0.txt']);
  });

  it('with the node and the user, once they are known', async () => {
    using shop = new Workshop();
    const rules = shop.fewRules("output_paths: ['{node}/%u-%3a-%t.log']\n");
    const go = join(shop.directory, 'go');
    const run = shop.watching(
      'run',
      [...rules, '--run-id', 'x'],
      [
        process.execPath,
        '-e',
        `const fs = require('node:fs'), os = require('node:os');
       const user = process.env.USER ?? process.env.LOGNAME ?? 'me';
       fs.mkdirSync(os.hostname(), { recursive: true });
       fs.writeFileSync(os.hostname() + '/' + user + '-001-0.log', 'CUDA out of memory\\n');
       const wait = setInterval(() => fs.existsSync(${JSON.stringify(go)}) && (clearInterval(wait), process.exitCode = 1), 10);`,
      ],
    );
    const [oom] = await until('the line is seen', () => {
      const found = run.now().signals('cuda_oom');
      return found.length > 0 && found;
    });
    expect(String(oom?.data.source)).toMatch(/-001-0\.log$/);
    shop.file('go', '');
    expect((await run.done).code).toBe(1);
  });

  it('open nothing and say nothing where the logs are given', async () => {
    using shop = new Workshop();
    const rules = shop.fewRules("log_path_template: 'other-${job.id}.log'\noutput_paths: [other.log]\n");
    shop.file('other.log', nccl);
    const log = shop.file('train.log', steps(1, 3));
    for (const verb of [['watch', '--once'], ['replay']] as const) {
      const told = await shop.told(verb[0], [...verb.slice(1), ...rules, log]);
      expect([told.signals('nccl_error'), texts(told)], verb[0]).toEqual([[], []]);
    }
  });

  it('with a slip are refused before anything is started', async () => {
    using shop = new Workshop();
    const touched = join(shop.directory, 'touched');
    const rules = shop.fewRules("log_path_template: '{run_dir}/%q.log'\nstart_condition_cmd: a && b\n");
    const { code, err } = await shop.cli(['run', ...rules, '--', 'touch', touched]);
    expect([code, existsSync(touched)]).toEqual([2, false]);
    for (const part of [
      'few.yaml:6:20: {run_dir} is unknown',
      '%q is unknown',
      'few.yaml:7:22: `start_condition_cmd` is run without a shell',
      'Write `["sh", "-c", "…"]`',
    ])
      expect(err).toContain(part);
    const empty = await shop.cli(['run', ...shop.fewRules("termination_string: ''\n"), '--', 'touch', touched]);
    expect([empty.code, existsSync(touched)]).toEqual([2, false]);
    const lint = await shop.cli(['rules', 'lint', rules[1] as string]);
    expect(lint.code).toBe(2);
  });
});
