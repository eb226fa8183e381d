import { describe, it } from 'vitest';
import { type Marble, plays } from './marbles.fixture.js';

const on = (host: string): Marble => ({ signal: 'rule', fields: { host }, text: `link of ${host} is down` });
const marbles = {
  a: on('n1'),
  b: on('n2'),
  c: on('n3'),
  r: { signal: 'link_up', text: 'up' },
  s: { signal: 'link_up', fields: { host: 'n1' } },
} as const;

describe('count', () => {
  it('fires at the hit that makes up the number, and counts anew', () => {
    plays({ pattern: 'x', when: { count: 3 } }, marbles, '-a-a-a-a-a-a|', '-----x-----x|', {
      x: 'rule: rule came 3 times: link of n1 is down',
    });
  });

  it('counts within a time only', () => {
    plays({ pattern: 'x', when: { count: 3, within: '5ms' } }, marbles, 'a---a-a-a|', '--------x|', {
      x: 'rule: rule came 3 times within 5 ms: link of n1 is down',
    });
  });

  it('holds groups apart', () => {
    plays({ pattern: 'x', when: { count: 2, by: ['host'] } }, marbles, 'a-b-a-b|', '----x-y|', {
      x: 'rule[n1]: rule came 2 times (host n1): link of n1 is down',
      y: 'rule[n2]: rule came 2 times (host n2): link of n2 is down',
    });
  });

  it('counts different values, and not lines', () => {
    plays({ pattern: 'x', when: { count: 3, within: '9ms', distinct: 'host' } }, marbles, 'aaabbbc|', '------x|', {
      x: 'rule: rule came with 3 different values of host within 9 ms: link of n3 is down',
    });
  });

  it('forgets a value that was not seen for the time', () => {
    plays({ pattern: 'x', when: { count: 3, within: '3ms', distinct: 'host' } }, marbles, 'a-b-c-|', '------|');
  });

  it('begins anew at another signal, of its own group where that tells it', () => {
    plays({ pattern: 'x', when: { count: 2, reset_on: 'link_up' } }, marbles, 'a-r-a-a|', '------x|', {
      x: 'rule: rule came 2 times: link of n1 is down',
    });
    plays(
      { pattern: 'x', when: { count: 2, by: ['host'], reset_on: 'link_up' } },
      marbles,
      '(ab)--s--(ab)|',
      '---------y---|',
      {
        y: 'rule[n2]: rule came 2 times (host n2): link of n2 is down',
      },
    );
  });

  it('is told at most once in a time, with how many were held back', () => {
    plays(
      { pattern: 'x', when: { count: 2, throttle: '6ms', message: 'twice, {held_back} held back' } },
      marbles,
      'aaaaaaaa|',
      '-x-----y|',
      {
        x: 'rule: twice, unknown held back',
        y: 'rule: twice, unknown held back',
      },
    );
  });

  it('takes other signals in place of a pattern', () => {
    plays(
      { input: [{ kind: 'error' }, 'link_up'], when: { count: 3, by: ['source'] } },
      { ...marbles, e: { signal: 'cuda_oom', kind: 'error' }, n: { signal: 'else' } },
      'enrne|',
      '----x|',
      {
        x: 'rule[log]: cuda_oom came 3 times (source log): cuda_oom',
      },
    );
  });

  it('feeds a further rule', () => {
    plays(
      [
        { name: 'flap', pattern: 'x', when: { count: 2, by: ['host'] } },
        { name: 'fabric', input: 'flap', when: { count: 2, distinct: 'host' } },
      ],
      { a: { ...marbles.a, signal: 'flap' } as Marble, b: { ...marbles.b, signal: 'flap' } as Marble },
      'a-b-a-b---|',
      '----x-(yz)|',
      {
        x: 'flap[n1]: flap came 2 times (host n1): link of n1 is down',
        y: 'flap[n2]: flap came 2 times (host n2): link of n2 is down',
        z: 'fabric: flap came with 2 different values of host: flap came 2 times (host n2): link of n2 is down',
      },
    );
  });
});
