import { describe, expect, it } from 'vitest';
import { FakeSlurm, squeueRow } from '../../test/fake-slurm.js';
import { moments } from './moments.fixture.js';
import { askSqueue, askSqueueOne, parseShownId, parseSqueue } from './squeue.js';

const recorded = (title: string) => parseSqueue(moments[title]?.squeue ?? '');

describe('squeue', () => {
  it('tells everything of a job whose name holds a separator, quotes and a line end', () => {
    expect(recorded('running, just begun, with a name of odd characters')).toEqual([
      {
        base: '26',
        raw: '26',
        state: 'RUNNING',
        reason: 'None',
        restarts: 0,
        exit: '0',
        submitted: Date.parse('2026-11-22T15:14:43Z'),
        started: Date.parse('2026-11-22T15:14:43Z'),
        ends: Date.parse('2026-11-22T16:14:43Z'),
        uid: 0,
        user: 'root',
        nodes: ['n1'],
        name: 'a b|\'"\n%x',
        comment: '{"sigwatch":"r/1","comment":"a\tb"}',
        stdout: '/w/%x-%j.out',
        stderr: '/w/err.%A',
        directory: '/w',
      },
    ]);
  });

  it('tells tasks and components apart', () => {
    const named = (title: string) =>
      recorded(title).map(({ base, task, component, raw }) => [base, task, component, raw]);
    expect(named('array, one task failed').sort()).toEqual([
      ['45', '0', undefined, '46'],
      ['45', '1', undefined, '47'],
      ['45', '2', undefined, '48'],
      ['45', '3', undefined, '45'],
    ]);
    expect(named('heterogeneous')).toEqual([
      ['49', undefined, 0, '49'],
      ['49', undefined, 1, '50'],
    ]);
  });

  it('leaves out a row that is torn, and keeps the others', () => {
    const torn = squeueRow({ id: '13', name: 'a\x1fb' });
    const text = squeueRow({ id: '12' }) + torn + squeueRow({ id: '14', submit: 'Unknown' }) + squeueRow({ id: '15' });
    expect(parseSqueue(text).map(({ base }) => base)).toEqual(['12', '15']);
  });

  // Constructed: with --clusters squeue of every version names the cluster first (src/squeue/squeue.c).
  it('knows the line that names a cluster', () => {
    expect(parseSqueue(`CLUSTER: probe\n${squeueRow()}`)).toHaveLength(1);
    expect(parseSqueue('CLUSTER: probe\n')).toEqual([]);
    expect(parseSqueue('')).toEqual([]);
  });

  it('is asked for all jobs of a user at once, whatever the environment says of formats and zones', async () => {
    const fake = new FakeSlurm();
    await askSqueue({ slurm: fake.slurm, cluster: 'far' }, ['1000']);
    const [call] = fake.calls;
    expect(call?.args.slice(0, 9)).toEqual(['--clusters=far', '-h', '-a', '-r', '-t', 'all', '-u', '1000', '-O']);
    expect(call?.args.at(-1)).toMatch(/^JobArrayID:0\x1f,.*,Command:0\x1e$/);
    expect(call?.env).toMatchObject({ TZ: 'UTC' });
  });

  it('an error is no answer', async () => {
    const fake = new FakeSlurm();
    await expect(askSqueueOne(fake, '999')).rejects.toThrow(
      'squeue gave no answer: slurm_load_jobs error: Invalid job id',
    );
  });
});

it.each([
  ['12', { base: '12' }],
  ['12_3', { base: '12', task: '3' }],
  ['12+1', { base: '12', component: 1 }],
  ['12_[1-3]', undefined],
  ['', undefined],
])('%s', (text, id) => {
  expect(parseShownId(text)).toEqual(id);
});
