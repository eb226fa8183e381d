import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { monitorFile as monitor, Workshop } from './workshop.js';

const disk = (pattern: string, type = 'storage') =>
  `{ name: disk, pattern: '${pattern}', state: { class_name: CrashState }, metadata: { error_type: ${type} } }`;
const net = "{ name: net, pattern: 'net down', state: { class_name: CrashState }, metadata: { error_type: nccl } }";
const step = "{ name: step, pattern: 'step (?P<step>\\d+)$', metadata: { kind: progress } }";
const healthy = '2026-03-02T10:00:00Z step 1\n2026-03-02T10:00:09Z all well\n';
const failing = '2026-03-02T10:00:00Z step 1\n2026-03-02T10:00:05Z disk 7 is gone\n2026-03-02T10:00:06Z net down\n';

/** Logs, and two versions of rules of which the second one misses a line. */
function files(shop: Workshop): void {
  shop.file('a.log', failing);
  shop.file('b.log', healthy);
  shop.file('old.yaml', monitor(disk('disk \\d+.* gone'), net, step));
  shop.file('new.yaml', monitor(disk('disk \\d+ gone'), net, step));
}

describe.concurrent('rules backtest', () => {
  it('shows which roots and decisions differ, and why', async () => {
    using shop = new Workshop();
    files(shop);
    const args = ['--base', 'old.yaml', '--head', 'new.yaml', '--restart', 'megatron_transient', 'a.log', 'b.log'];
    const { code, out } = await shop.cli(['rules', 'backtest', ...args]);
    expect(code).toBe(1);
    expect(out).toMatch(/^DIFF {2}a\.log\n/);
    expect(out).toContain(`      - incident  storage, a crash: root disk at a.log:2
          | 2026-03-02T10:00:05Z disk 7 is gone
      + incident  nccl, a crash: root net at a.log:3
          | 2026-03-02T10:00:06Z net down
      - decision  stop at 2026-03-02 10:00:06
          because Permanent failure: storage is never restarted.
      + decision  restart 1 of`);
    expect(out).toContain(`      why
        only base: disk (old.yaml:3) at a.log:2
          | 2026-03-02T10:00:05Z disk 7 is gone
          because in head its pattern is disk \\d+ gone
`);
    expect(out).toMatch(/\n2 logs: 1 the same, 1 differs\n$/);
  });

  it('takes policies, packs and rules that mean something else, and tells programs', async () => {
    using shop = new Workshop();
    files(shop);
    mkdirSync(join(shop.directory, 'packs/mine/monitoring'), { recursive: true });
    shop.file('packs/mine/plugin.yaml', 'name: mine\nversion: 0.1.0\n');
    shop.file('packs/mine/monitoring/default.yaml', monitor(disk('disk \\d+.* gone', 'hardware'), net, step));
    const told = async (...args: string[]) => {
      const { code, out } = await shop.cli(['rules', 'backtest', '--format', 'jsonl', ...args]);
      return {
        code,
        lines: out
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      };
    };
    const packs = await told('--base', 'old.yaml', '--head', 'packs', 'a.log');
    expect(packs.code).toBe(1);
    expect(packs.lines[0].why).toEqual([
      expect.objectContaining({
        kind: 'rule_changed',
        rule: 'disk',
        text: expect.stringContaining('"storage" → "hardware"'),
      }),
    ]);
    expect(packs.lines[0].head[0].data.root).toMatchObject({ signal: 'disk', error_type: 'hardware' });
    const always = ['--base', 'old.yaml', '--head', 'old.yaml,megatron_transient', '--base-restart', 'default'];
    const policies = await told(...always, 'a.log');
    expect(policies.lines[0].why).toMatchObject([
      { kind: 'policy', text: expect.stringContaining('the same rules hit') },
    ]);
    const same = await told('--base', 'old.yaml', '--head', 'old.yaml', '--as-one', 'a.log', 'b.log');
    expect([same.code, same.lines]).toEqual([
      0,
      [{ log: 'a.log b.log', same: true, base: [], head: [], why: [] }, { summary: { logs: 1, same: 1, differ: 0 } }],
    ]);
  });

  it('says what it cannot use', async () => {
    using shop = new Workshop();
    files(shop);
    const fails = async (...args: string[]) => {
      const { code, err } = await shop.cli(['rules', 'backtest', ...args]);
      return [code, err];
    };
    expect(await fails('--head', 'new.yaml', 'a.log')).toEqual([
      2,
      expect.stringMatching(/nothing to compare with.*--base/),
    ]);
    expect(await fails('--base', 'none.yaml', 'a.log')).toEqual([2, expect.stringMatching(/no monitor `none\.yaml`/)]);
    const two = ['--base', 'megatron_transient,megatron_conservative', 'a.log'];
    expect(await fails(...two)).toEqual([2, expect.stringMatching(/--base names two policies/)]);
    expect(await fails('--base', 'old.yaml', 'c.log')).toEqual([2, expect.stringMatching(/c\.log does not exist/)]);
  });
});
