import { describe, expect, it } from 'vitest';
import { compose } from '../compose.js';
import { folderOf } from '../files.fixture.js';
import { lintEchoes } from './lint-echo.js';

const crash = 'state: { class_name: CrashState }';

function echoes(...rules: readonly string[]) {
  const where = folderOf({ 'm.yaml': `log_signals:\n${rules.map((rule) => `  - { ${rule} }\n`).join('')}` });
  const path = `${where.cwd}/m.yaml`;
  return lintEchoes(compose([path], where).rules, path);
}
const found = (...rules: readonly string[]) => echoes(...rules).map(({ line }) => line);

describe('a rule for failures that hits its own text in a dump', () => {
  it('of its description is found, with the place and the line', () => {
    const [finding, ...others] = echoes(
      `name: full, pattern: 'free \\w+ space', description: There is no free disk space left., ${crash}`,
    );
    expect(finding).toMatchObject({ code: 'echoes_itself', level: 'warning', line: 2, column: 28 });
    expect(finding?.message).toMatch(/its own `description`, printed .*free disk space/);
    expect(others).toEqual([]);
  });

  it.each([
    ['its name', "name: disk_gone, pattern: 'disk.gone'"],
    ['its description', "name: a, pattern: 'disk g\\w+e', description: The disk gone rule."],
    [
      'a note of an action',
      "name: a, pattern: 'disk g\\w+e', actions: [ { class_name: ErrorNoteAction, note: disk gone } ]",
    ],
  ])('of %s is found', (_, keys) => expect(found(`${keys}, ${crash}`)).toEqual([2]));

  it('is none of a rule that awaits or measures its lines, which are healthy ones', () => {
    const disk = "name: disk_gone, pattern: 'disk.gone', state: { class_name: StalledState }";
    expect(found(disk)).toEqual([2]);
    for (const when of ['absent: 10m', 'start_within: 10m', "value: '1 > 2'"])
      expect(found(`${disk}, when: { ${when} }`), when).toEqual([]);
    expect(found(`${disk}, when: { count: 2, within: 10m }`)).toEqual([2]);
  });

  it('is none where it needs what no dump prints around it', () => {
    expect(found(`name: disk_gone, pattern: '^E\\d{4} disk \\w+ is gone$', remedy: A disk is gone., ${crash}`)).toEqual(
      [],
    );
    expect(found(`name: a, pattern: 'disk \\d+ gone', remedy: Look at the disk., ${crash}`)).toEqual([]);
  });

  it('is none where the run knows the form for an echo, or the rule counts echoes', () => {
    expect(found(`name: a, pattern: 'loss nan', remedy: See loss nan., ${crash}`)).toEqual([]);
    expect(found(`name: disk_gone, pattern: 'disk.gone', count_echoes: true, ${crash}`)).toEqual([]);
  });

  it('is none where the rule only tells, or hits the text of another', () => {
    expect(found("name: disk_gone, pattern: 'disk.gone'")).toEqual([]);
    expect(
      found(
        `name: a, pattern: 'disk \\d+', remedy: x, ${crash}`,
        `name: b, pattern: 'net \\d+', remedy: See disk 7, ${crash}`,
      ),
    ).toEqual([]);
  });
});
