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

  it('begins anew after so many quiet steps, and steps that go back are none', () => {
    const at = (step?: number): Marble => ({ signal: 'rule', text: 'x', fields: step === undefined ? {} : { step } });
    const of = { a: at(10), b: at(100), c: at(199), d: at(200), n: at() };
    const entry = { pattern: 'x', when: { count: 3, quiet_steps: 100 } };
    const fires = { x: 'rule: rule came 3 times: x' };
    plays(entry, of, 'a-b-c|', '----x|', fires);
    plays(entry, of, 'a-b-d-c-d|', '--------x|', fires);
    plays(entry, of, 'd-a-a|', '----x|', fires);
    plays(entry, of, 'a-n-b|', '----x|', fires);
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
        x: 'rule: twice, 0 held back',
        y: 'rule: twice, 2 held back',
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

  it('counts by the time of lines, in whatever order they are read', () => {
    const at = (late: number): Marble => ({ signal: 'rule', late });
    plays(
      { pattern: 'x', when: { count: 3, within: '5ms' } },
      { o: at(90), p: at(91), a: on('n1') },
      'a-o-a-p-|',
      '--------|',
    );
    plays({ pattern: 'x', when: { count: 3, within: '5ms' } }, { o: at(5), a: on('n1') }, '--a-a-o-|', '------x-|', {
      x: 'rule: rule came 3 times within 5 ms: rule',
    });
  });

  it('knows groups apart whatever a log calls them', () => {
    const odd = {
      a: on('__proto__'),
      b: on('constructor'),
      c: on(`${'long '.repeat(100)}1`),
      d: on(`${'long '.repeat(100)}2`),
    };
    const rules = { pattern: 'x', when: { count: 2, by: ['host'], message: 'again' } };
    plays(rules, odd, 'abcd-a-b-|', '-----x-y-|', { x: 'rule[__proto__]: again', y: 'rule[constructor]: again' });
    const two = (a: string, b: string): Marble => ({ signal: 'rule', fields: { a, b } });
    const pair = { a: two('n 1', 'x'), b: two('n', '1 x') };
    plays({ pattern: 'x', when: { count: 2, by: ['a', 'b'], message: 'again' } }, pair, 'ab-----|', '-------|');
  });

  it('does not take for a hit that something is over', () => {
    const hot = (at: number): Marble => ({ signal: 'hot', fields: { at } });
    plays(
      [
        { name: 'hot', pattern: 'x', when: { value: 'fields.at > 80', message: 'hot' } },
        { name: 'often', input: 'hot', when: { count: 2, message: 'often hot' } },
      ],
      { h: hot(90), c: hot(20) },
      'h-c---h---|',
      'x-y---(zo)|',
      { x: 'hot: hot', y: 'over hot: No longer so: at 20.', z: 'hot: hot', o: 'often: often hot' },
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
