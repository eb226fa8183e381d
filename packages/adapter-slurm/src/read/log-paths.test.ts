import { describe, expect, it } from 'vitest';
import { parseJobId } from './identity.js';
import { logPaths, type PathFacts } from './log-paths.js';

const job: PathFacts = { raw: '123', name: 'a [b]', user: 'ann', directory: '/w' };
const paths = (id: string, facts: Partial<PathFacts>) => logPaths(parseJobId(id) ?? { base: '' }, { ...job, ...facts });

describe('the path of a log', () => {
  it.each([
    ['/l/slurm-%j.out', '/l/slurm-123.out'],
    ['slurm-%5j.out', '/w/slurm-00123.out'],
    ['%99j', '/w/0000000123'],
    ['%x-%u.log', '/w/a [[]b]-ann.log'],
    ['%N/%n.%t.%s', '/w/*/*.*.*'],
    ['%A_%a', '/w/123_*'],
    ['%J.out', '/w/123{,.*}.out'],
    ['100%%.out', '/w/100%.out'],
    ['%q%Z-%', '/w/%q%Z-%'],
    ['we[ir]d*?.out', '/w/we[[]ir]d[*][?].out'],
    // A backslash turns every sign off.
    ['a\\%j.out', '/w/a%j.out'],
    ['%x\n.out', '/w/a [[]b]\n.out'],
  ])('%j is %j', (stdout, path) => {
    expect(paths('slurm:123', { stdout })).toEqual([path]);
  });

  it.each([
    ['x%A_%a.out', '/w/x123_4.out'],
    ['%4a/%b', '/w/0004/4'],
    ['%j', '/w/130'],
  ])('of an array task: %j is %j', (stdout, path) => {
    expect(paths('slurm:123_4', { stdout, raw: '130' })).toEqual([path]);
  });

  it('of a task that has no number of its own yet is not known where its path needs it', () => {
    const { raw: _, ...facts } = job;
    expect(logPaths({ base: '123', task: '4' }, { ...facts, stdout: '%j' })).toBeUndefined();
    expect(logPaths({ base: '123', task: '4' }, { ...facts, stdout: '%A_%a' })).toEqual(['/w/123_4']);
  });

  it('stderr stands apart when it is another file, and nothing is nothing', () => {
    expect(paths('slurm:1', { stdout: 'o', stderr: 'e' })).toEqual(['/w/o', '/w/e']);
    expect(paths('slurm:1', { stdout: 'o', stderr: 'o' })).toEqual(['/w/o']);
    expect(paths('slurm:1', { stdout: '/dev/null', stderr: 'e' })).toEqual(['/w/e']);
    expect(paths('slurm:1', {})).toEqual([]);
  });
});
