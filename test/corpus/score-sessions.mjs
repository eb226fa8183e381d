/**
 * What the engine made of whole logs, against what really happened: pure.
 *
 * @typedef {{ error_type: string | null, also?: readonly string[] | null, line: number | null, restartable: boolean | null }} RootCause
 * @typedef {{ name: string, root_cause: RootCause }} Session
 * @typedef {{ root: { error_type: string, line: number, source: string } | null, decisions: readonly string[],
 *   incidents: number, withdrawn: number, state: string }} Outcome
 * @typedef {{ name: string, expected: RootCause, got: Outcome, healthy: boolean, root: boolean, line: boolean, faults: readonly string[] }} Judged
 */

/**
 * @param {readonly Session[]} sessions
 * @param {readonly Outcome[]} outcomes one for each session, in their order
 */
export function scoreSessions(sessions, outcomes) {
  const judged = sessions.map((session, i) => judgeSession(session, /** @type {Outcome} */ (outcomes[i])));
  const failed = judged.filter(({ healthy }) => !healthy);
  const count = (/** @type {string} */ fault) => judged.filter(({ faults }) => faults.includes(fault)).length;
  return {
    sessions: judged.length,
    failed: failed.length,
    healthy: judged.length - failed.length,
    roots_right: failed.filter(({ root }) => root).length,
    lines_right: failed.filter(({ line }) => line).length,
    wrong_restarts: count('wrong restart'),
    wrong_stops: count('wrong stop'),
    undecided: count('no decision'),
    several_decisions: count('several decisions'),
    healthy_disturbed: judged.filter(({ healthy, faults }) => healthy && faults.length > 0).length,
    judged,
  };
}

/**
 * @param {Session} session
 * @param {Outcome} got
 * @returns {Judged}
 */
function judgeSession({ name, root_cause: expected }, got) {
  const healthy = expected.error_type === null;
  const { root } = got;
  const types = [expected.error_type, ...(expected.also ?? [])];
  const typeIsRight = healthy ? root === null : root !== null && types.includes(root.error_type);
  const faults = healthy ? disturbances(got) : misjudged(expected, got);
  if (!healthy && !typeIsRight) faults.unshift('wrong root');
  return { name, expected, got, healthy, root: typeIsRight, line: root?.line === expected.line, faults };
}

/**
 * A healthy run: nothing was decided, and no suspicion was left standing.
 * @param {Outcome} got
 */
function disturbances({ decisions, incidents }) {
  const faults = decisions.map((action) => `wrong ${action}`);
  return incidents > 0 ? [...faults, 'false alarm'] : faults;
}

/**
 * @param {RootCause} expected
 * @param {Outcome} got
 */
function misjudged({ restartable }, { decisions }) {
  const faults = [];
  if (restartable === false && decisions.includes('restart')) faults.push('wrong restart');
  if (restartable === true && decisions.includes('stop')) faults.push('wrong stop');
  if (restartable !== null && decisions.length === 0) faults.push('no decision');
  if (decisions.length > 1) faults.push('several decisions');
  return faults;
}
