import { describe, expect, it } from 'vitest';
import { type Outcome, type RootCause, scoreSessions } from './score-sessions.mjs';

const oom: RootCause = { error_type: 'oom', also: ['exception'], line: 7, restartable: false };
const lost: RootCause = { error_type: 'communication', line: 3, restartable: true };
const healthy: RootCause = { error_type: null, line: null, restartable: null };

const got = (root: string | null, line = 0, decisions: string[] = [], more: Partial<Outcome> = {}): Outcome => ({
  root: root === null ? null : { error_type: root, line, source: 'a.log' },
  decisions,
  incidents: decisions.length,
  withdrawn: 0,
  state: 'failed',
  ...more,
});

const faultsOf = (root_cause: RootCause, outcome: Outcome) =>
  scoreSessions([{ name: 'a', root_cause }], [outcome]).judged[0]?.faults;

describe('a session', () => {
  it('is right with the right root and a decision that agrees', () => {
    expect(faultsOf(oom, got('oom', 7, ['stop']))).toEqual([]);
    expect(faultsOf(oom, got('exception', 7, ['stop']))).toEqual([]);
    expect(faultsOf(lost, got('communication', 3, ['restart']))).toEqual([]);
  });

  it('is wrong by its root, by its decision, or by both', () => {
    expect(faultsOf(oom, got('torch', 7, ['stop']))).toEqual(['wrong root']);
    expect(faultsOf(oom, got('oom', 7, ['restart']))).toEqual(['wrong restart']);
    expect(faultsOf(lost, got('oom', 3, ['stop']))).toEqual(['wrong root', 'wrong stop']);
    expect(faultsOf(lost, got(null))).toEqual(['wrong root', 'no decision']);
  });

  it('has one decision', () => {
    expect(faultsOf(lost, got('communication', 3, ['restart', 'restart']))).toEqual(['several decisions']);
  });

  it('asks for no decision where its label knows none', () => {
    expect(faultsOf({ ...lost, restartable: null }, got('communication', 3))).toEqual([]);
  });

  it('of a healthy run has no decision and no incident that stands; one that was withdrawn is none', () => {
    expect(faultsOf(healthy, got(null, 0, [], { withdrawn: 1 }))).toEqual([]);
    expect(faultsOf(healthy, got(null, 0, [], { incidents: 1 }))).toEqual(['false alarm']);
    expect(faultsOf(healthy, got('oom', 4, ['stop']))).toEqual(['wrong stop', 'false alarm']);
  });
});

describe('sessions', () => {
  it('are counted by what went wrong, and the line of the root apart', () => {
    const sessions = [oom, lost, healthy].map((root_cause, i) => ({ name: `s${i}`, root_cause }));
    const outcomes = [got('oom', 8, ['restart']), got('communication', 3, ['stop']), got('oom', 1, ['stop'])];
    expect(scoreSessions(sessions, outcomes)).toMatchObject({
      sessions: 3,
      failed: 2,
      healthy: 1,
      roots_right: 2,
      lines_right: 1,
      wrong_restarts: 1,
      wrong_stops: 2,
      undecided: 0,
      healthy_disturbed: 1,
    });
  });
});
