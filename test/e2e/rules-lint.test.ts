import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Workshop } from './workshop.js';

const slips = `# rules of ours
log_signals:
  - name: disk            # the one that fails
    patern: 'disk \\d+ gone'
    pattern_type: regx
    state: { class_name: CrashState }
    metadata: { severty: critical, error_type: storage }
    tests:
      - { log: disk 7 gone, expect: {} }
      - { log: disk 7 going, expect: none }
`;
const mended = slips.replace('patern:', 'pattern:').replace('regx', 'regex').replace('severty', 'severity');
const read = (shop: Workshop, name: string) => readFileSync(join(shop.directory, name), 'utf8');

describe.concurrent('rules lint --fix', () => {
  it('mends what is certain, until nothing is left, and lints what comes out', async () => {
    using shop = new Workshop();
    const path = shop.file('mine.yaml', slips);
    const mode = statSync(path).mode;
    const { code, out, err } = await shop.cli(['rules', 'lint', '--fix', 'mine.yaml']);
    expect([code, out]).toEqual([0, '']);
    expect(err).toBe('fixed 2 findings in mine.yaml\nfixed 1 finding in mine.yaml\nno finding in 1 file\n');
    expect(read(shop, 'mine.yaml')).toBe(mended);
    expect(statSync(path).mode).toBe(mode);
    const again = await shop.cli(['rules', 'lint', '--fix', 'mine.yaml']);
    expect([again.code, again.err]).toEqual([0, 'no finding in 1 file\n']);
  });

  it('prints the changes and makes none by --dry-run', async () => {
    using shop = new Workshop();
    shop.file('mine.yaml', slips);
    const { code, out, err } = await shop.cli(['rules', 'lint', '--fix', '--dry-run', 'mine.yaml']);
    expect([code, err]).toEqual([2, 'would fix 2 findings in mine.yaml\n2 errors, 0 warnings in 1 file\n']);
    expect(out).toMatch(/^--- mine\.yaml\n\+\+\+ mine\.yaml\n@@ -1,8 \+1,8 @@\n # rules of ours\n/);
    expect(out).toContain("\n-    patern: 'disk \\d+ gone'\n-    pattern_type: regx\n+    pattern: 'disk");
    expect(read(shop, 'mine.yaml')).toBe(slips);
  });

  it('leaves to their owners the files that are only included, and asks which it may change', async () => {
    using shop = new Workshop();
    shop.file('base.yaml', slips);
    shop.file('mine.yaml', 'defaults: [base]\nlog_signals: []\n');
    expect(await shop.cli(['rules', 'lint', '--fix', 'mine.yaml'])).toMatchObject({ code: 2 });
    expect(read(shop, 'base.yaml')).toBe(slips);
    const none = await shop.cli(['rules', 'lint', '--fix']);
    expect([none.code, none.err]).toEqual([2, expect.stringMatching(/name those, or the folders/)]);
    const alone = await shop.cli(['rules', 'lint', '--dry-run', 'mine.yaml']);
    expect([alone.code, alone.err]).toEqual([2, expect.stringMatching(/give both/)]);
  });
});

describe.concurrent('rules lint', () => {
  it('tells of missing tests in a file that has some, and of all where it is strict', async () => {
    using shop = new Workshop();
    shop.file('mine.yaml', "log_signals:\n  - { name: a, pattern: 'disk gone' }\n");
    const lax = await shop.cli(['rules', 'lint', 'mine.yaml']);
    expect([lax.code, lax.out]).toEqual([0, '']);
    shop.file(
      'half.yaml',
      "log_signals:\n  - { name: a, pattern: 'disk gone', tests: [ { log: disk, expect: none } ] }\n",
    );
    const half = await shop.cli(['rules', 'lint', 'half.yaml']);
    expect([half.code, half.out]).toEqual([0, expect.stringMatching(/^note\[no_hit_test\] half\.yaml:2:5: /)]);
    const strict = await shop.cli(['rules', 'lint', '--strict', 'mine.yaml']);
    expect([strict.code, strict.out]).toEqual([1, expect.stringMatching(/^warning\[no_hit_test\] mine\.yaml:2:5: /)]);
    shop.file(
      'mine.yaml',
      "log_signals:\n  - { name: a, pattern: '.*disk gone', tests: [ { log: disk gone, expect: {} } ] }\n",
    );
    expect(await shop.cli(['rules', 'lint', '--strict', 'mine.yaml'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^note\[slow_pattern\]/),
    });
  });

  it('holds monitors against the policies that are given with them, that lie in their pack, or that a run names', async () => {
    using shop = new Workshop();
    const rule = (name: string, pattern: string, more = '') =>
      `  - { name: ${name}, pattern: '${pattern}', state: { class_name: CrashState }, metadata: { error_type: ${name} }, remedy: x${more} }\n`;
    const test = ", tests: [ { log: 'link of the disk is gone', expect: {} } ]";
    const monitor = `log_signals:\n${rule('link', 'link of')}${rule('disk', 'disk is gone', test)}`;
    const policy = 'class_name: SelectiveRestartPolicy\nrestart_on_error_types: [link]\nexclude_error_types: [disk]\n';
    shop.file('mine.yaml', monitor);
    shop.file('policy.yaml', policy);
    const found = async (...args: string[]) => {
      const { out } = await shop.cli(['rules', 'lint', ...args]);
      return out.split('\n').filter((line) => line.includes('conflicting_policy'));
    };
    expect(await found('mine.yaml')).toEqual([]);
    expect(await found('mine.yaml', 'policy.yaml')).toEqual([
      expect.stringMatching(
        /mine\.yaml:3:\d+: the policy `policy` has `link` \(link\) restarted and `disk` \(disk\) excluded/,
      ),
    ]);
    for (const folder of ['monitoring', 'restart'])
      mkdirSync(join(shop.directory, 'packs/own', folder), { recursive: true });
    shop.file('packs/own/monitoring/m.yaml', monitor);
    shop.file('packs/own/restart/p.yaml', policy);
    expect(await found('packs')).toEqual([expect.stringMatching(/packs\/own\/monitoring\/m\.yaml:3:/)]);
    shop.file('sigwatch.yaml', 'name: a\nmonitor: ./mine.yaml\nrestart: ./policy.yaml\n');
    expect(await found()).toEqual([expect.stringMatching(/mine\.yaml:3:/)]);
  });
});
