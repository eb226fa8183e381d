import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { monitorFile as monitor, Workshop } from './workshop.js';

const plugins = fileURLToPath(new URL('../../plugins', import.meta.url));
const oom = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.';
const crash = 'state: { class_name: CrashState }, metadata: { error_type: mine }';

describe.concurrent('rules test', () => {
  it('passes for what is shipped, of which every rule has a hit and a near miss', async () => {
    using shop = new Workshop();
    const { code, out } = await shop.cli(['rules', 'test', plugins]);
    expect([code, out]).toEqual([0, expect.stringMatching(/^\d+ passed, 0 failed\n$/)]);
    // All rules are compiled and asked: half a minute of one processor, which others may share.
  });

  it('shows what was expected and what was found', async () => {
    using shop = new Workshop();
    const tests = [
      "{ log: 'disk 7 failed', expect: { disk: '8' } }",
      "{ log: 'disk x failed', expect: {} }",
      "{ log: 'disk 9 failed', expect: none }",
      "{ log: 'disk 3 failed', expect: { disk: '3' } }",
    ];
    shop.file(
      'mine.yaml',
      monitor(
        `{ name: disk, pattern: 'disk (?P<disk>\\d+) +failed', ${crash}, tests: [${tests.join(', ')}] }`,
        `{ name: bare, pattern: bare, ${crash} }`,
      ),
    );
    const { code, out } = await shop.cli(['rules', 'test', 'mine.yaml']);
    expect(code).toBe(1);
    expect(out).toBe(`FAIL  disk, test 1 (mine.yaml:3)
      | disk 7 failed
      - disk: "8"
      + disk: "7"

FAIL  disk, test 2 (mine.yaml:3)
      | disk x failed
      - hit {}
      + no hit

FAIL  disk, test 3 (mine.yaml:3)
      | disk 9 failed
      - no hit
      + hit {"disk":"9"}

note  bare (mine.yaml:4): its tests have no hit and no near miss
1 passed, 3 failed
`);
  });

  it('takes blocks, and says why a line is no hit', async () => {
    using shop = new Workshop();
    const block = '{ log: "Worker died:\\n  at a\\n  at b", expect: { rank: "1" } }';
    shop.file(
      'mine.yaml',
      monitor(`{ name: died, pattern: 'Worker died:.*rank (?P<rank>\\d+)', lines: 3, ${crash}, tests: [${block}] }`),
    );
    const { code, out } = await shop.cli(['rules', 'test', 'mine.yaml']);
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/ {6}\| {3}at b\n.*\n.*\n.*has `Worker died:`; missing: `rank/),
    ]);
  });

  it('refuses a file that cannot be loaded', async () => {
    using shop = new Workshop();
    shop.file('mine.yaml', monitor("{ name: a, pattern: 'x(?=y)' }"));
    expect(await shop.cli(['rules', 'test', 'mine.yaml'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/lookahead/),
    });
  });
});

describe.concurrent('rules explain', () => {
  it('tells matches in order of precedence, their fields, and what would follow', async () => {
    using shop = new Workshop();
    const full = "OSError: [Errno 28] No space left on device: 'ckpt/model.pt'";
    const both = await shop.cli(['rules', 'explain', full]);
    expect(both.out).toMatch(
      /1\. storage_full \(.*storage\.yaml:\d+\): storage\n +2\. python_exception .*\n +exception=OSError/,
    );
    const { code, out } = await shop.cli(['rules', 'explain', oom, '--restart', 'megatron_transient']);
    expect(code).toBe(0);
    expect(out).toMatch(/1\. cuda_oom \(.*cuda\.yaml:\d+\): oom\n +allocation_size="2\.00 GiB"\n/);
    expect(out).toMatch(/What follows: .*oom \(cuda_oom\); megatron_transient decides: stop\./);
    const told = await shop.cli(['rules', 'explain', oom, '--restart', 'megatron_transient', '--format', 'jsonl']);
    expect(JSON.parse(told.out)).toMatchObject({
      matches: [{ name: 'cuda_oom', fields: { allocation_size: '2.00 GiB' } }],
      follows: { root: { error_type: 'oom' }, decision: { action: 'stop' } },
    });
  });

  it('tells what is missing where a rule nearly matches', async () => {
    using shop = new Workshop();
    const forbidden = await shop.cli(['rules', 'explain', "    raise RuntimeError('CUDA out of memory')"]);
    expect(forbidden.out).toMatch(/cuda_oom \(.*\): its pattern matches, but the line is an echo: /);
    shop.file('mine.yaml', monitor(`{ name: died, pattern: 'Worker died.*rank \\d+', ${crash} }`));
    const part = await shop.cli(['rules', 'explain', 'Worker died', '--monitor', 'mine.yaml']);
    expect([part.code, part.out]).toEqual([
      1,
      'No rule matches.\nNearly:\n  died (mine.yaml:3): the line has `Worker died`; missing: `rank \\d+`\n',
    ]);
  });

  it('says so when nothing matches', async () => {
    using shop = new Workshop();
    const { code, out } = await shop.cli(['rules', 'explain', 'a bedroom, painted blue']);
    expect([code, out]).toEqual([1, expect.stringMatching(/^No rule matches\.\nNo rule is near either/)]);
  });

  it('prints no escape sequence of the line', async () => {
    using shop = new Workshop();
    const { out } = await shop.cli(['rules', 'explain', `ValueError: \x1b[31mred\x1b]0;title\x07`]);
    expect(out).toMatch(/python_exception/);
    expect(out).not.toContain('\x1b');
  });
});
