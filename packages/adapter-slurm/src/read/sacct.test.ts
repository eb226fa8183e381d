import { describe, expect, it } from 'vitest';
import { FakeSlurm, sacctRow } from '../../test/fake-slurm.js';
import { moments } from './moments.fixture.js';
import { askSacct, parseSacct } from './sacct.js';

describe('sacct', () => {
  it('tells each incarnation, in order', () => {
    const rows = parseSacct(moments['requeued, runs again']?.sacct ?? '', false);
    expect(rows.map(({ state, ended }) => [state, ended === undefined])).toEqual([
      ['REQUEUED', false],
      ['RUNNING', true],
    ]);
  });

  it('tells who cancelled', () => {
    const [row] = parseSacct(moments['cancelled by root']?.sacct ?? '', false);
    expect(row).toMatchObject({ state: 'CANCELLED', by: 0, uid: 65_534, user: 'nobody', directory: '/tmp' });
  });

  it('keeps names and lines with line ends whole, and rows apart', () => {
    const text =
      sacctRow({ id: '12', line: 'sbatch -J a\nb x.sh' }) + sacctRow({ id: '13' }) + sacctRow({ id: '14', line: '\n' });
    expect(parseSacct(text, true).map(({ base, submitLine, uid }) => [base, submitLine, uid])).toEqual([
      ['12', 'sbatch -J a\nb x.sh', 1000],
      ['13', 'sbatch train.sbatch', 1000],
      ['14', '\n', 1000],
    ]);
    expect(parseSacct('', true)).toEqual([]);
  });

  it('tells tasks that never began one by one', () => {
    const text = sacctRow({ id: '2_[2-3%2]', state: 'CANCELLED by 1000' });
    expect(parseSacct(text, true).map(({ base, task }) => [base, task])).toEqual([
      ['2', '2'],
      ['2', '3'],
    ]);
  });

  it('is asked for duplicates from a moment on, without steps', async () => {
    const fake = new FakeSlurm();
    await askSacct(fake, { ids: ['12', '13_1'], since: Date.UTC(2026, 10, 22), submitLine: true });
    await askSacct(fake, { user: 'ann', name: 'train', since: 0, submitLine: false, completion: true });
    const [first, second] = fake.calls.map(({ args }) => args);
    expect(first).toEqual(
      expect.arrayContaining(['-X', '-n', '-P', '-D', '-S', '2026-11-22T00:00:00', '-j', '12,13_1']),
    );
    expect(first?.[first.indexOf('-o') + 1]).toMatch(/^JobID,.*,SubmitLine,UID$/);
    expect(second).toEqual(expect.arrayContaining(['-c', '-u', 'ann', '--name=train']));
    expect(second?.[second.indexOf('-o') + 1]).toMatch(/^JobID,.*,WorkDir,UID$/);
  });
});
