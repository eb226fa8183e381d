import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.js';
import { hasPty } from '../support/pty.js';
import { steps, Told, until, Workshop } from './workshop.js';

const verbs =
  'run watch replay scan rules status history report stop pause resume restart retry init doctor schema'.split(' ');
const oom = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n';
const nccl = 'RuntimeError: NCCL error in: NCCLUtils.hpp:219\n';
const failing = steps(1, 3) + oom;

/** What is no text: colours, a redrawn line, a bell. */
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;

describe.concurrent('help', () => {
  it('names every verb, and each verb has an example', async () => {
    using shop = new Workshop();
    const { code, out } = await shop.cli(['--help']);
    expect(code).toBe(0);
    for (const verb of verbs) expect(out).toMatch(new RegExp(`^  ${verb} `, 'm'));
    const helps = await Promise.all(verbs.map((verb) => shop.cli([verb, '--help'])));
    for (const [index, help] of helps.entries())
      expect([help.code, help.out]).toEqual([
        0,
        expect.stringMatching(new RegExp(`Example:\\n  sigwatch ${verbs[index]}\\b`)),
      ]);
  });
});

describe.concurrent('wrong use', () => {
  it.each<[string, string[], RegExp]>([
    ['no verb', [], /Usage: sigwatch/],
    ['an unknown verb', ['frobnicate'], /unknown command 'frobnicate'/],
    ['an unknown flag', ['run', '--bogus', '--', 'true'], /unknown option '--bogus'\n.*sigwatch run --help/],
    ['no command', ['run'], /no command to run: sigwatch run -- python train.py/],
    ['no log', ['watch'], /no log to watch: sigwatch watch 'logs/],
    ['an unknown key=value', ['watch', 'montoring=x'], /montoring=x is no setting .*did you mean monitoring=x\?/],
    ['an unknown monitor as argument', ['scan', 'a.log', 'monitoring=nope'], /no monitor `nope`/],
    [
      'a broken file of settings',
      ['scan', 'a.log', '--config', 'settings.yaml'],
      /settings.yaml:1:1: unknown key `nam`/,
    ],
    [
      'a file of settings that is not there',
      ['scan', 'a.log', '--config', 'no.yaml'],
      /no.yaml: the file cannot be read/,
    ],
    ['a run to report on that is not there', ['report', 'nope'], /there is no run nope/],
    ['an unknown schema', ['schema', 'monitr'], /no schema monitr; did you mean monitor\?/],
    ['a directory to look at that is not there', ['init', 'nowhere'], /nowhere is no directory/],
    ['a log that is not there', ['replay', 'missing.log'], /missing.log does not exist/],
    ['a log that is not there, once', ['watch', '--once', 'missing.log'], /missing.log does not exist/],
    ['a glob without match', ['scan', 'no*.log'], /no log matches no\*.log/],
    [
      'an unknown monitor',
      ['replay', 'a.log', '--monitor', 'nope'],
      /no monitor `nope`. Known: .*\bdefault, .*\bmegatron_basic,/,
    ],
    [
      'an unknown policy',
      ['replay', 'a.log', '--restart', 'nope'],
      /no restart policy `nope`. Known: default, .*megatron_transient, modal, ray, stability_recover;/,
    ],
    ['broken YAML', ['replay', 'a.log', '--monitor', 'broken.yaml'], /broken.yaml:\d+:\d+: not valid YAML/],
    [
      'an unknown key',
      ['replay', 'a.log', '--monitor', 'typo.yaml'],
      /typo.yaml:2:1: unknown key `log_signalz`. Did you mean `log_signals`\?/,
    ],
    ['a lookaround', ['replay', 'a.log', '--monitor', 'ahead.yaml'], /ahead.yaml:3:\d+: .*look/],
    ['a wrong duration', ['watch', 'a.log', '--timeout', 'soon'], /--timeout soon: give seconds, or a duration/],
    ['a wrong format', ['watch', 'a.log', '--format', 'xml'], /Allowed choices are pretty, json, jsonl/],
    ['an unknown run', ['history', 'nope'], /there is no run nope/],
    ['an unknown run to stop', ['stop', 'nope'], /there is no run nope/],
  ])('%s says what, and what to do, and exits with 2', async (_, args, words) => {
    using shop = new Workshop();
    shop.file('a.log', steps(1, 2));
    shop.file('broken.yaml', 'class_name: LogMonitor\nlog_signals:\n  - name: x\n   pattern: y\n');
    shop.file('settings.yaml', 'nam: a\n');
    shop.file('typo.yaml', 'class_name: LogMonitor\nlog_signalz: []\n');
    shop.file('ahead.yaml', "class_name: LogMonitor\nlog_signals:\n  - { name: x, pattern: '(?=a)b' }\n");
    const { code, err } = await shop.cli(args);
    expect([code, err]).toEqual([2, expect.stringMatching(words)]);
    expect(err).not.toContain('    at ');
  });

  it('a log that can be no log says why', async () => {
    using shop = new Workshop();
    shop.file('a.log', 'x');
    const { code, err } = await shop.cli(['replay', 'a.log/b.log']);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/a.log\/b.log can't exist: a part of it is no directory; give the path/),
    ]);
  });
});

describe.concurrent('exit codes', () => {
  it.each<[number, string, string[]]>([
    [0, 'succeeded', ['run', '--', 'true']],
    [1, 'failed', ['run', '--', 'sh', '-c', 'exit 3']],
    [1, 'a command that is not there', ['run', '--', 'no-such-command']],
    [3, 'stopped by the policy', ['run', '--restart', 'never.yaml', '--', 'sh', '-c', 'exit 3']],
    [0, 'supervision ended, the job runs', ['run', '--run-id', 't', '--timeout', '500ms', '--', 'sleep', '600']],
    [4, 'stalled', ['replay', 'stalled.log', '--restart', 'megatron_transient']],
    [7, 'unknown', ['replay', 'a.log']],
    [0, 'a scan, whatever it finds', ['scan', 'failed.log']],
  ])('%i: %s', async (wanted, _, args) => {
    using shop = new Workshop();
    shop.file('a.log', steps(1, 2));
    shop.file('failed.log', failing);
    shop.file('stalled.log', `${steps(1, 5)}2026-03-01 14:00:00 waiting\n`);
    shop.file('never.yaml', 'policies:\n  - mode: crash\n    implementation: { class_name: NoRestartPolicy }\n');
    const few = args[0] === 'run' ? shop.fewRules() : [];
    const { code, err } = await shop.cli([args[0] as string, ...few, ...args.slice(1)]);
    expect(`${code} ${err.includes('Error')}`).toBe(`${wanted} false`);
  });
});

describe.concurrent('logs', () => {
  it('of several ranks, compressed or not, and from standard input, tell the same', async () => {
    using shop = new Workshop();
    const plain = shop.file('a.log', failing);
    const packed = join(shop.directory, 'b.log.gz');
    execFileSync('sh', ['-c', `cat > ${packed}`], { input: gzipSync(failing) });
    for (const log of [plain, packed]) {
      const told = await shop.told('replay', [log, '--monitor', 'megatron_basic', '--restart', 'megatron_transient']);
      expect([told.decisions, told.code]).toEqual([['stop oom'], 3]);
      expect((await shop.told('watch', ['--once', log, ...shop.fewRules()])).incidents).toEqual(['oom cuda_oom']);
    }
    const piped = runCli(['watch', '-', '--format', 'jsonl', ...shop.fewRules()], {
      input: failing,
      env: { SIGWATCH_STATE_DIR: shop.state },
    });
    expect(new Told(piped.code, piped.out, piped.err).incidents).toEqual(['oom cuda_oom']);
  });

  it('that is followed is told of without control characters, and the end of the reader ends nothing', async () => {
    using shop = new Workshop();
    const { code, out } = await shop.cli([
      'replay',
      shop.file('a.log', `${failing}\u001b[31mNCCL error in: red\u0007\n`),
    ]);
    expect([code, CONTROL.test(out)]).toEqual([1, false]);
    const command = `node ${join(import.meta.dirname, '../../packages/sigwatch/bin/sigwatch.js')} run --run-id h -- sh -c "echo a; echo b"`;
    const state = { ...process.env, SIGWATCH_STATE_DIR: shop.state };
    execFileSync('sh', ['-c', `${command} | head -1`], { env: state, stdio: ['ignore', 'ignore', 'inherit'] });
    expect((await shop.cli(['status', 'h'])).code).toBe(0);
  });
});

describe.concurrent("sigwatch's own log", () => {
  it('has every change of state and every decision at info, with what they were', async () => {
    using shop = new Workshop();
    const log = join(shop.directory, 'own', 'sigwatch.log');
    const args = [
      'run',
      ...shop.fewRules(),
      ...shop.policy('max_retries: 1'),
      '--log-level',
      'info',
      '--format',
      'jsonl',
      '--',
    ];
    const ran = await shop.cli([...args, ...shop.job({ print: nccl, exit: 1 })], { SIGWATCH_LOG_FILE: log });
    expect(ran.code).toBe(3);
    const lines = readFileSync(log, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const events = ran.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const logged = (word: string) => lines.filter(({ msg, level }) => msg === word && level === 30);
    const told = (type: string) => events.filter(({ event_type }) => event_type === type);
    expect(logged('state changed').map((line) => [line.attempt, line.old, line.new])).toEqual(
      told('state_changed').map(({ attempt, data }) => [attempt, data.from, data.to]),
    );
    expect(logged('decision').map((line) => [line.attempt, line.action, line.reason])).toEqual(
      told('decision').map(({ attempt, data }) => [attempt, data.action, data.reason]),
    );
    expect(logged('decision').map(({ action, attempt }) => `${action} ${attempt}`)).toEqual(['restart 1', 'stop 2']);
  });
});

describe.concurrent('a live run', () => {
  const running = (shop: Workshop, id: string, ...more: string[]) =>
    shop.watching('run', ['--run-id', id, ...shop.fewRules(), ...more], shop.job({ print: steps(1, 3), hang: true }));

  it('is paused, resumed, restarted and stopped by its name', async () => {
    using shop = new Workshop();
    const run = running(shop, 'live', ...shop.policy('max_retries: 3'));
    await until('it steps', () => run.now().of('progress').length === 3);
    expect((await shop.cli(['status', 'live'])).code).toBe(0);
    for (const [verb, words] of [
      ['pause', 'is paused'],
      ['resume', 'decided on again'],
      ['restart', 'is being restarted'],
    ] as const)
      expect(await shop.cli([verb, 'live'])).toMatchObject({ code: 0, out: expect.stringContaining(words) });
    await until('the second attempt steps', () =>
      run.now().events.some((e) => e.event_type === 'progress' && e.attempt === 2),
    );
    expect((await shop.cli(['stop', 'live'])).code).toBe(0);
    const told = await run.done;
    expect([told.attempts, told.end.state, told.end.restarts, told.code]).toEqual([2, 'cancelled', 1, 5]);
    expect(shop.livingJobs('live')).toEqual([]);
    expect((await shop.cli(['status', 'live'])).code).toBe(5);
    expect(await shop.cli(['stop', 'live'])).toMatchObject({ code: 2, err: expect.stringContaining('has ended') });
    expect((await shop.told('replay', ['--record', 'live'])).of('state_changed')).toEqual(told.of('state_changed'));
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is stopped by one %s', async (signal, code) => {
    using shop = new Workshop();
    const run = running(shop, 'one');
    await until('it steps', () => run.now().of('progress').length === 3);
    run.child.kill(signal);
    const told = await run.done;
    expect([told.end.state, told.code]).toEqual(['cancelled', code]);
    expect(shop.livingJobs('one')).toEqual([]);
  });

  it.skipIf(!hasPty())('outlives a closed terminal and a kill -9, and is taken up again by its name', async () => {
    using shop = new Workshop();
    await shop.closesTerminal('again', [...shop.fewRules(), '--', ...shop.job({ print: steps(1, 3), hang: true })]);
    const jobs = shop.livingJobs('again');
    expect(jobs).not.toEqual([]);
    expect(await shop.cli(['status', 'again'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nobody supervises'),
    });

    const second = shop.watching('run', ['--run-id', 'again']);
    await shop.supervised('again');
    second.child.kill('SIGKILL');
    await second.done;
    expect(shop.livingJobs('again')).toEqual(jobs);

    expect((await shop.cli(['stop', 'again'])).code).toBe(0);
    expect(shop.livingJobs('again')).toEqual([]);
    const history = await shop.told('history', ['again']);
    expect(history.of('progress').map(({ data }) => data.step)).toEqual([1, 2, 3]);
  });
});
