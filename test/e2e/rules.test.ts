import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { monitorFile as monitor, Workshop } from './workshop.js';

const plugins = fileURLToPath(new URL('../../plugins', import.meta.url));

describe.concurrent('rules', () => {
  it('each verb has an example; wrong use exits with 2', async () => {
    using shop = new Workshop();
    for (const verb of ['list', 'show', 'lint', 'test', 'explain']) {
      const { code, out } = await shop.cli(['rules', verb, '--help']);
      expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`Example:\\n  sigwatch rules ${verb}\\b`))]);
    }
    const wrong: [string[], RegExp][] = [
      [[], /Usage: sigwatch rules/],
      [['frobnicate'], /unknown command 'frobnicate'/],
      [['explain'], /missing required argument 'line'/],
      [['lint', '--bogus'], /unknown option '--bogus'\n.*sigwatch rules lint --help/],
      [['lint', 'nowhere'], /nowhere does not exist; give a file/],
      [['test', '.'], /holds no monitor and no policy/],
      [['show', 'cuda_om'], /there is no rule cuda_om; did you mean cuda_oom\?/],
    ];
    for (const [args, words] of wrong) {
      const { code, err } = await shop.cli(['rules', ...args]);
      expect([args, code, err]).toEqual([args, 2, expect.stringMatching(words)]);
    }
  });

  it('list: a line for each rule, with its place', async () => {
    using shop = new Workshop();
    const { code, out } = await shop.cli(['rules', 'list', '--monitor', 'megatron_basic']);
    expect(code).toBe(0);
    expect(out).toMatch(/^cuda_oom +error +oom +critical +stable +.*cuda\.yaml:\d+$/m);
    expect(out).toMatch(/^checkpoint_scheduled +checkpoint +- +- +stable +.*megatron_basic\.yaml:\d+$/m);
    const told = await shop.cli(['rules', 'list', '--format', 'jsonl']);
    const first = JSON.parse(told.out.split('\n')[0] as string);
    expect(first).toMatchObject({ name: 'gpu_xid_lost', kind: 'error', error_type: 'hardware', severity: 'critical' });
    expect(first.line).toBeGreaterThan(0);
  });

  it('list --packs: what comes with sigwatch', async () => {
    using shop = new Workshop();
    const { code, out } = await shop.cli(['rules', 'list', '--packs']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^megatron +\d+\.\d+\.\d+ +stable +.*Megatron-LM/m)]);
    const listed = out.trimEnd().split('\n').slice(1);
    expect(listed.map((line) => line.split(' ')[0]).sort()).toEqual(readdirSync(plugins).sort());
  });

  it('show: everything about one rule, wherever it ships', async () => {
    using shop = new Workshop();
    const { code, out } = await shop.cli(['rules', 'show', 'checkpoint_saved']);
    expect(code).toBe(0);
    for (const words of [/place +.*default\.yaml:\d+/, /pattern +.*successfully saved/, /hit +.*successfully saved/])
      expect(out).toMatch(words);
    expect((await shop.cli(['rules', 'show', 'cuda_oom'])).out).toMatch(/remedy +Reduce the micro batch size/);
  });
});

describe.concurrent('rules lint', () => {
  it('finds nothing in what is shipped, by name of the folder and by default', async () => {
    using shop = new Workshop();
    for (const paths of [[plugins, '--strict'], []]) {
      const { code, out, err } = await shop.cli(['rules', 'lint', ...paths]);
      expect([code, out, err]).toEqual([0, '', expect.stringMatching(/^no finding in \d+ files\n$/)]);
    }
    expect(readdirSync(plugins)).toContain('default');
    // All rules are compiled, twice over.
  });

  it('tells every finding with its place and the way out', async () => {
    using shop = new Workshop();
    shop.file('mine.yaml', monitor("{ name: a, pattern: 'x(?!y)' }", "{ name: b, pattern: 'x(' }"));
    const { code, out, err } = await shop.cli(['rules', 'lint', 'mine.yaml']);
    expect([code, err]).toEqual([2, '2 errors, 0 warnings in 1 file\n']);
    expect(out).toMatch(
      /^error\[bad_pattern\] mine\.yaml:3:\d+: RE2 has no negative lookahead .*Put .* into `unless`/m,
    );
    expect(out).toMatch(/^error\[bad_pattern\] mine\.yaml:4:\d+: RE2 refuses the pattern/m);
    const told = await shop.cli(['rules', 'lint', 'mine.yaml', '--format', 'jsonl']);
    const findings = told.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(findings.map(({ code, level, line }) => [code, level, line])).toEqual([
      ['bad_pattern', 'error', 3],
      ['bad_pattern', 'error', 4],
    ]);
  });

  it('exits with 1 for warnings, and reads policies too', async () => {
    using shop = new Workshop();
    shop.file(
      'mine.yaml',
      monitor('{ name: saved, pattern: saved, state: { class_name: SuccessState }, metadata: { kind: checkpoint } }'),
    );
    expect(await shop.cli(['rules', 'lint', 'mine.yaml'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^warning\[checkpoint_success\] mine\.yaml:3:/),
    });
    shop.file(
      'policy.yaml',
      'class_name: SelectiveRestartPolicy\nrestart_on_error_types: [oom]\nexclude_error_types: [oom]\n',
    );
    const both = await shop.cli(['rules', 'lint', 'mine.yaml', 'policy.yaml']);
    expect([both.code, both.out]).toEqual([2, expect.stringMatching(/restarted_and_excluded\] policy\.yaml:2:/)]);
  });
});
