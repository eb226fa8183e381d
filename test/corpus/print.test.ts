import { expect, it } from 'vitest';
import { pretty } from './print.mjs';
import { type Row, scoreLines } from './score.mjs';
import { scoreSessions } from './score-sessions.mjs';

const rows: Row[] = [
  { id: 'e1', text: 'ran out', label: { kind: 'error', error_type: 'oom' } },
  { id: 'e2', text: 'a\tlost\nb', label: { kind: 'error', error_type: 'hardware' } },
  { id: 'n1', text: 'x'.repeat(200), label: { kind: 'noise' } },
];
const lines = scoreLines(rows, [
  { id: 'e1', types: ['oom'], kinds: ['error'], fields: {} },
  { id: 'e2', types: [], kinds: [], fields: {} },
  { id: 'n1', types: ['hang'], kinds: ['error'], fields: {} },
]);
const setting = { lines: 'lines.jsonl', sessions: 'sessions', monitor: 'default', restart: 'megatron_transient' };

it('shows what was said of what, by letters, and what is wrong', () => {
  const text = pretty({ setting, lines, sessions: scoreSessions([], []) }, true);
  expect(text).toContain(`what was said (columns) of what is labelled (rows)
 a b c d
 . . . 1  b hardware
 . . 1 .  c oom
 1 . . .    (quiet)
only said: a hang, d none

wrong lines
  e2  type: hardware, got none
      a\\tlost\\nb
  n1  false alarm: noise, got hang
      ${'x'.repeat(100)}…`);
});

it('shows of each session what was expected, and its faults', () => {
  const root = { error_type: 'oom', line: 3, source: 'a.log' };
  const outcome = { root, decisions: ['restart'], incidents: 1, withdrawn: 0, state: 'failed' };
  const cause = { error_type: 'oom', line: 3, restartable: false };
  const sessions = scoreSessions([{ name: 'a', root_cause: cause }], [outcome]);
  const text = pretty({ setting, lines, sessions }, false);
  expect(text).toContain('roots            1 of 1 right by type, 1 by line');
  expect(text).toContain('  WRONG  a  oom at line 3; got oom at line 3, restart: wrong restart');
  expect(text).not.toContain('wrong lines');
});
