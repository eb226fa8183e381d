import { describe, it } from 'vitest';
import { plays } from './marbles.fixture.js';

const marbles = {
  a: { signal: 'saving', fields: { step: 5 }, text: 'saving 5' },
  b: { signal: 'saved', fields: { step: 5 }, text: 'saved 5' },
  c: { signal: 'purged', fields: { step: 5 } },
  x: { signal: 'saving', fields: { step: 6 }, text: 'saving 6' },
  r: { read: 'log' },
  g: { job: 'running' },
  s: { job: 'suspended' },
} as const;
const lost = { when: { sequence: ['saving', 'saved'] as never, within: '5ms', missing: 'last' as const } };

describe('sequence', () => {
  it('fires when all came in their order and in time', () => {
    plays(
      { when: { sequence: ['saving', 'saved', 'purged'] as never, within: '6ms' } },
      marbles,
      'a-b-c-a-c-b-----c|',
      '----x------------|',
      {
        x: 'rule: saving, saved, purged came within 6 ms.',
      },
    );
  });

  it('goes on from a first one that came again', () => {
    plays(
      { when: { sequence: ['saving', 'saved', 'purged'] as never, within: '6ms' } },
      marbles,
      'a---a-b-c|',
      '--------x|',
      {
        x: 'rule: saving, saved, purged came within 6 ms.',
      },
    );
  });

  it('takes any order where it does not count', () => {
    plays(
      { when: { sequence: ['saving', 'saved', 'purged'] as never, within: '6ms', ordered: false } },
      marbles,
      'c-a-b--c-------a-b|',
      '----x-------------|',
      {
        x: 'rule: saving, saved, purged came within 6 ms.',
      },
    );
  });

  it('fires when everything was read and the last did not follow, and tells when it comes after all', () => {
    plays(lost, marbles, 'gra-b--a----r-r-b|', '------------x---y|', {
      x: 'rule: saved did not follow within 5 ms; saving stands at log:8.',
      y: 'over rule: saved came after all: saved 5',
    });
  });

  it('does not fire by a tick alone, or while the job is suspended', () => {
    plays(lost, marbles, 'gra-----------|', '--------------|');
    plays(lost, marbles, 'gras------g-r-|', '--------------|');
    plays(lost, marbles, 'gras------g-r-r|', '--------------x|', {
      x: 'rule: saved did not follow within 5 ms; saving stands at log:3.',
    });
  });

  it('does not miss what a job that was queued again had begun before', () => {
    plays(lost, { ...marbles, p: { job: 'pending' } }, 'gra-p-g-----r-r|', '---------------|');
  });

  it('misses nothing before the whole came once, where that is asked for', () => {
    plays({ when: { ...lost.when, after_first: true } }, marbles, 'gra-----r-ab-a------r|', '--------------------x|', {
      x: 'rule: saved did not follow within 5 ms; saving stands at log:14.',
    });
  });

  it('is held apart by a field', () => {
    plays({ when: { ...lost.when, by: ['step'] } }, marbles, 'grax-b---r-r|', '---------x--|', {
      x: 'rule[6]: saved did not follow within 5 ms (step: 6); saving stands at log:4.',
    });
  });

  it('fires at the last when the first did not come before', () => {
    plays(
      { when: { sequence: ['saving', 'saved'] as never, within: '5ms', missing: 'first' } },
      marbles,
      'a-b---b-a-b|',
      '------x----|',
      {
        x: 'rule: saved came without saving in the 5 ms before: saved 5',
      },
    );
  });

  it('takes patterns and selectors', () => {
    const given = {
      ...marbles,
      k: { signal: 'anything', kind: 'checkpoint' as const },
      p: { signal: 'rule/when/sequence/1', text: 'disk full' },
    };
    plays(
      { when: { sequence: [{ kind: 'checkpoint' }, 'disk full'] as never, within: '5ms' } },
      given,
      'k-p|',
      '--x|',
      {
        x: 'rule: place 1, disk full came within 5 ms.',
      },
    );
  });
});
