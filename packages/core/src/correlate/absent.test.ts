import { describe, it } from 'vitest';
import { plays } from './marbles.fixture.js';

const marbles = {
  a: { signal: 'rule', text: 'beat' },
  r: { read: 'log' },
  R: { read: 'log2' },
  b: { blind: 'log' },
  e: { ended: 'log2' },
  p: { job: 'pending' },
  g: { job: 'running' },
  s: { job: 'suspended' },
  u: { job: 'unknown' },
  c: { signal: 'rule', source: 'log2', text: 'beat' },
  d: { signal: 'done' },
  f: { job: 'failed' },
} as const;
const gone = { pattern: 'beat', when: { absent: '5ms' } };

describe('absent', () => {
  it('fires when everything was read and the next did not come, and tells when it comes after all', () => {
    plays(gone, marbles, 'grara----r-r--a|', '---------x----y|', {
      x: 'rule: It did not come for 5 ms; last at log:5.',
      y: 'over rule: It came again: beat',
    });
  });

  it('does not fire before the first, and not by a tick alone', () => {
    plays(gone, marbles, 'gr-r-r-r-r-r-r|', '--------------|');
    plays(gone, marbles, 'gra------------|', '---------------|');
  });

  it('waits for every source that is still there', () => {
    plays(gone, marbles, 'grRa-----r---R-|', '-------------x-|', {
      x: 'rule: It did not come for 5 ms; last at log:4.',
    });
    plays(gone, marbles, 'grRae----r-----|', '---------x-----|', {
      x: 'rule: It did not come for 5 ms; last at log:4.',
    });
  });

  it('stands still while a source is blind, the job waits or is suspended, or nobody answers', () => {
    for (const [stop, go] of ['br', 'pg', 'sg', 'ug'])
      plays(gone, marbles, `gra${stop}--------------${go}--r|`, '----------------------|');
  });

  it('has the rest of its time when it goes on', () => {
    plays(gone, marbles, 'graas-------g-rr-r|', '-----------------x|', {
      x: 'rule: It did not come for 5 ms; last at log:4.',
    });
  });

  it('begins anew for a job that was queued again', () => {
    plays(gone, marbles, 'gra-p--g------rr|', '----------------|');
  });

  it('fires once, and anew after it has come again', () => {
    plays(gone, marbles, 'gra-----r--r-a-----r|', '--------x----y-----z|', {
      x: 'rule: It did not come for 5 ms; last at log:3.',
      y: 'over rule: It came again: beat',
      z: 'rule: It did not come for 5 ms; last at log:14.',
    });
  });

  it('says that it has not come within the time from the start', () => {
    plays({ pattern: 'beat', when: { start_within: '6ms' } }, marbles, 'gr-r-r--r-a|', '--------x-y|', {
      x: 'rule: It did not come within 6 ms from the start.',
      y: 'over rule: It came after all: beat',
    });
    plays({ pattern: 'beat', when: { start_within: '6ms' } }, marbles, 'prr-------g-r-a-r|', '-----------------|');
  });

  it('is held apart by source', () => {
    plays({ pattern: 'beat', when: { absent: '5ms', by: ['source'] } }, marbles, 'grRac-c--r--R|', '---------x--y|', {
      x: 'rule[log]: It did not come for 5 ms (source: log); last at log:4.',
      y: 'rule[log2]: It did not come for 5 ms (source: log2); last at log2:7.',
    });
    plays({ pattern: 'beat', when: { start_within: '5ms', by: ['source'] } }, marbles, 'grRa---r-R|', '---------y|', {
      y: 'rule[log2]: It did not come within 5 ms from the start (source: log2).',
    });
  });

  it('tells of what group it is, in its message too', () => {
    const rule = { pattern: 'beat', when: { absent: '5ms', by: ['host'], message: '{host} is silent' } };
    plays(rule, { ...marbles, a: { signal: 'rule', fields: { host: 'n1' } } }, 'gra----r-r|', '-------x--|', {
      x: 'rule[n1]: n1 is silent',
    });
  });

  it('awaits nothing any more after `stop_on`, be it a signal or a pattern', () => {
    plays({ pattern: 'beat', when: { absent: '5ms', stop_on: 'done' } }, marbles, 'gra-d------r|', '------------|');
    const given = { ...marbles, d: { signal: 'rule/when/stop_on', text: 'training is done' } };
    plays(
      { pattern: 'beat', when: { absent: '5ms', stop_on: 'training is done' } },
      given,
      'gra-d------r|',
      '------------|',
    );
  });

  it('awaits it again after `stop_on` when the job was queued again', () => {
    const rule = { pattern: 'beat', when: { absent: '5ms', stop_on: 'done' } };
    plays(rule, marbles, 'gra-d--p--gra-----r|', '------------------x|', {
      x: 'rule: It did not come for 5 ms; last at log:13.',
    });
  });

  it('says nothing of a job that has ended', () => {
    plays(gone, marbles, 'gra-f------r-r|', '--------------|');
  });
});
