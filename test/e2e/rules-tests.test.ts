import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.js';
import { monitorFile as monitor, Workshop } from './workshop.js';

const plugins = fileURLToPath(new URL('../../plugins', import.meta.url));
const disk =
  "{ name: disk, pattern: 'disk (?P<disk>\\d+) gone', state: { class_name: CrashState }, metadata: { error_type: storage } }";
const step = "{ name: step, pattern: 'step (?P<step>\\d+)$', metadata: { kind: progress } }";

describe.concurrent('NAME.test.yaml', () => {
  it('of the packs all pass: every monitor and every policy has one', async () => {
    using shop = new Workshop();
    const { code, out } = await shop.cli(['rules', 'test', plugins, '--format', 'jsonl']);
    const told = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([code, told.filter(({ passed }) => !passed)]).toEqual([0, []]);
    const files = new Set(
      told.filter(({ test }) => test !== undefined).map(({ place }) => place.split('/').at(-1).split('.')[0]),
    );
    const shipped = readdirSync(plugins, { recursive: true, encoding: 'utf8' })
      .filter((path) => /(?:monitoring|restart)\/(?!.*\.test\.)[^/]+\.yaml$/.test(path))
      .map((path) => basename(path, '.yaml'));
    // `progress` is a part of `default`, and played with it.
    expect(new Set([...files, 'progress'])).toEqual(new Set(shipped));
  });

  it('runs with the monitor beside it, and shows what came otherwise, from which line and why', async () => {
    using shop = new Workshop();
    shop.file('mine.yaml', monitor(disk, step));
    shop.file(
      'mine.test.yaml',
      `restart: megatron_transient
tests:
  - name: a disk goes
    lines: |
      step 1
      disk 7 is gone
      disk 8 gone
    job: { state: failed, exit_code: 1 }
    expect: { signals: [disk], incident: { root: disk, line: 3 }, state: failed, decision: { action: stop } }
  - name: it does not come out so
    lines: [step 1, disk 7 is gone]
    expect: { signals: [disk], none: [step], incident: { root: disk }, state: failed }
`,
    );
    const { code, out } = await shop.cli(['rules', 'test', 'mine.yaml']);
    expect(code).toBe(1);
    expect(out).toContain(`FAIL  it does not come out so (mine.test.yaml:10)
      signals
      - disk
          because no line is near its pattern
      must not fire
      + step
          at log:1 | step 1
      incident
      - {"root":"disk"}
      + none
          because the log ends here, and nothing tells how the job ended
      state
      - failed
      + unknown
          because the log ends here, and nothing tells how the job ended

`);
    expect(out).toMatch(/\n1 passed, 1 failed\n$/);
    const told = await shop.cli(['rules', 'test', 'mine.test.yaml', '--format', 'jsonl']);
    const [passed, failed] = told.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(passed).toEqual({ test: 'a disk goes', place: 'mine.test.yaml:3', passed: true, changes: [] });
    expect(failed.changes.map(({ what }: { what: string }) => what)).toEqual(['signals', 'none', 'incident', 'state']);
  });

  it('says which line came near to a rule that did not fire, and prints no escape sequence', async () => {
    using shop = new Workshop();
    shop.file('mine.yaml', monitor("{ name: lost, pattern: 'connection was lost after \\d+', unless: retrying }"));
    const test = (line: string) =>
      `tests:\n  - { name: near, lines: ["fine", "${line}"], expect: { signals: [lost] } }\n`;
    shop.file('mine.test.yaml', test('\\e[31mconnection was lost'));
    const part = await shop.cli(['rules', 'test', 'mine.test.yaml']);
    expect(part.out).toMatch(/- lost\n +because log:2 is near it: the line has `connection was lost`; missing: /);
    shop.file('mine.test.yaml', test('retrying: connection was lost after 5 \\e[31m'));
    const forbidden = await shop.cli(['rules', 'test', 'mine.test.yaml']);
    expect(forbidden.out).toMatch(/its `unless` forbids it: the line has `retrying`/);
    expect(part.out + forbidden.out).not.toContain('\x1b');
  });

  it('plays lines with times and the job on one clock, and holds moments against it', async () => {
    using shop = new Workshop();
    shop.file('mine.yaml', `${monitor(disk, step)}inactivity_threshold_seconds: 1200\n`);
    shop.file(
      'mine.test.yaml',
      `restart: megatron_transient
tests:
  - name: silence is a stall, but not while the job is held
    lines:
      - { at: "2026-03-02T10:00:00Z", job: { state: pending } }
      - { at: +5m, job: { state: running } }
      - { at: +1m, line: step 1, source: rank0 }
      - { at: +10m, job: { state: suspended } }
      - { at: +3h, job: { state: running } }
      - { at: +15m }
    expect:
      signals: [step, { signal: stall_no_output, count: 1, at: "2026-03-02T13:26:00Z" }]
      states: [pending, running, { state: stalled, at: +206m }]
      incident: { root: stall_no_output, mode: stall, opened_at: +206m }
  - name: two disks, of which one comes late
    lines:
      - { line: disk 7 gone, source: rank3 }
      - { at: +30s, line: disk 8 gone }
      - { at: +10s, job: { state: failed, exit_code: 1 } }
    expect:
      signals: [{ signal: disk, count: 3 }, { signal: disk, fields: { disk: "8" }, at: +20s }]
      states: [running, degraded, { state: failed, at: +1m }]
`,
    );
    const { code, out } = await shop.cli(['rules', 'test', 'mine.yaml', '--coverage']);
    expect([code, out]).toEqual([
      1,
      `FAIL  two disks, of which one comes late (mine.test.yaml:15)
      signals
      - disk 3 times
      + disk 2 times
          at log:1 | disk 8 gone
      - {"signal":"disk","fields":{"disk":"8"},"at":"+20s"}
      + disk with at +30s
          at log:1 | disk 8 gone
      states
      - failed at +1m
      + failed at +40s
          because the job ended: exit code 1

lacks disk  no near miss  (mine.yaml:3)
lacks step  no near miss  (mine.yaml:4)
2 rules: 2 (100%) with a hit, 0 (0%) with a near miss, 0 (0%) with both
1 passed, 1 failed
`,
    ]);
    const junit = await shop.cli(['rules', 'test', 'mine.yaml', '--reporter', 'junit', '--output', 'report.xml']);
    expect([junit.code, junit.out]).toEqual([1, expect.stringMatching(/1 passed, 1 failed\n$/)]);
    const [failure] = Array.from(
      new DOMParser({ onError: onErrorStopParsing })
        .parseFromString(shop.read('report.xml'), 'text/xml')
        .getElementsByTagName('failure'),
    );
    expect(failure?.textContent).toContain('      - failed at +1m\n');
  });

  it('is told of where it cannot be used, and the others are tested all the same', async () => {
    using shop = new Workshop();
    shop.file('a.test.yaml', 'tests:\n  - { name: a, lines: x }\n');
    shop.file('b.yaml', monitor(disk));
    shop.file('b.test.yaml', 'tests:\n  - { name: a, lines: disk 7 gone, expect: { signals: [disk] } }\n');
    expect(await shop.cli(['rules', 'test', '.'])).toMatchObject({
      code: 2,
      out: expect.stringMatching(/1 passed, 0 failed\n$/),
      err: expect.stringMatching(/^sigwatch: a\.test\.yaml:2:\d+: `expect` is missing\. /),
    });
  });

  it('is linted with the rest: names, and what it judges by', async () => {
    using shop = new Workshop();
    shop.file('mine.yaml', monitor(disk));
    shop.file('mine.test.yaml', 'tests:\n  - { name: a, lines: x, expect: { signals: [dik], state: faild } }\n');
    const schema = await shop.cli(['rules', 'lint', '.']);
    expect([schema.code, schema.out]).toEqual([
      2,
      expect.stringMatching(/^error\[unknown_word\] mine\.test\.yaml:2:\d+: .*Did you mean `failed`/m),
    ]);
    shop.file('mine.test.yaml', 'tests:\n  - { name: a, lines: x, expect: { signals: [dik] } }\n');
    const names = await shop.cli(['rules', 'lint', 'mine.test.yaml']);
    expect([names.code, names.out]).toEqual([
      2,
      expect.stringMatching(/^error\[unknown_rule\] mine\.test\.yaml:2:\d+: .*Did you mean `disk`\?/),
    ]);
    expect(await shop.cli(['rules', 'test', 'mine.test.yaml'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no rule `dik`/),
    });
  });
});

describe.concurrent('a closer look', () => {
  it('finds a rule that hits healthy lines, with notes that change no exit code', async () => {
    using shop = new Workshop();
    const nan =
      "{ name: my_nan, pattern: 'loss.*nan', state: { class_name: CrashState }, metadata: { error_type: numerical_instability } }";
    shop.file('mine.yaml', monitor(nan));
    const bad = await shop.cli(['rules', 'lint', 'mine.yaml']);
    expect([bad.code, bad.out]).toEqual([
      1,
      // Which of the healthy lines is shown is up to the packs.
      expect.stringMatching(/^warning\[hits_healthy_line\] mine\.yaml:3:\d+: it hits .*nan.*`unless`/),
    ]);
    shop.file('slow.yaml', monitor("{ name: slow, pattern: '.*disk gone' }"));
    const slow = await shop.cli(['rules', 'lint', 'slow.yaml']);
    expect([slow.code, slow.out, slow.err]).toEqual([
      0,
      expect.stringMatching(/^note\[slow_pattern\] slow\.yaml:3:/),
      '0 errors, 0 warnings, 1 notes in 1 file\n',
    ]);
  });

  it('walks packs: what they are, and what they need', async () => {
    using shop = new Workshop();
    mkdirSync(join(shop.directory, 'packs/mine/monitoring'), { recursive: true });
    shop.file(
      'packs/mine/monitoring/m.yaml',
      monitor(disk).replace('log_signals:', 'defaults: [megatron_basic]\nlog_signals:'),
    );
    const bare = await shop.cli(['rules', 'lint', 'packs']);
    expect([bare.code, bare.out.match(/\[\w+\]/g)]).toEqual([0, ['[missing_plugin_file]']]);
    shop.file('packs/mine/README.md', '# mine\n');
    const plugin = (requires: string) => `name: mine\nversion: 0.1.0\nrequires: ${requires}\ndescription: My disks.\n`;
    shop.file('packs/mine/plugin.yaml', plugin('">=0.1.0"'));
    const undeclared = await shop.cli(['rules', 'lint', 'packs']);
    expect([undeclared.code, undeclared.out]).toEqual([
      1,
      expect.stringMatching(/^warning\[undeclared_pack\] packs\/mine\/monitoring\/m\.yaml:2:12: .*`megatron`/),
    ]);
    shop.file('packs/mine/plugin.yaml', plugin('{ sigwatch: ">=99.0.0", packs: { megatron: ">=0.1.0" } }'));
    const unmet = await shop.cli(['rules', 'lint', 'packs/mine']);
    expect([unmet.code, unmet.out]).toEqual([
      2,
      expect.stringMatching(/^error\[requirement_not_met\] packs\/mine\/plugin\.yaml:3:\d+: /),
    ]);
    shop.file('packs/mine/plugin.yaml', plugin('{ sigwatch: ">=0.1.0", packs: { megatron: ">=0.1.0" } }'));
    expect(await shop.cli(['rules', 'lint', 'packs'])).toMatchObject({
      code: 0,
      out: '',
      err: 'no finding in 1 file\n',
    });
  });

  it('explain takes blocks from standard input', () => {
    const block = 'Traceback (most recent call last):\n  File "a.py", line 1, in run\n    go()\nKeyError: 7\n';
    const { code, out } = runCli(['rules', 'explain', '-', '--restart', 'megatron_transient'], { input: block });
    expect([code, out]).toEqual([0, expect.stringMatching(/python_exception.*\n.*exception=KeyError message=7/)]);
    expect(out).toMatch(/megatron_transient decides: stop\./);
    expect(runCli(['rules', 'explain', '-'], { input: '\n' })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/there is no line/),
    });
  });
});
