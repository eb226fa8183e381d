import type { Monitor, PolicySet, SigwatchEvent } from '@sigwatch/core';
import { sanitize } from '../../view/sanitize.js';
import { play } from './play.js';

/** What the engine would do about a log that holds this text and nothing else. */
export async function consequenceOf(
  text: string,
  monitor: Monitor,
  policy: PolicySet | undefined,
): Promise<{ readonly text: string; readonly data: SigwatchEvent['data'] }> {
  const events = await play({ monitor, policy, sources: [{ id: 'line', text: `${text}\n` }] });
  const last = (type: string) => events.findLast(({ event_type }) => event_type === type)?.data;
  const closed = last('incident_closed');
  const decided = last('decision');
  const root = closed?.root as { readonly signal: string; readonly error_type: string } | undefined;
  const data = { state: last('run_ended')?.state, root: closed?.root ?? null, decision: decided ?? null };
  if (root === undefined) return { text: 'no incident; by itself the line is no failure.', data };
  const cause = `if the job ended here, its root would be ${root.error_type} (${root.signal})`;
  if (policy === undefined) return { text: `${cause}; --restart NAME tells what a policy would decide.`, data };
  const { action, reason } = decided ?? {};
  return { text: sanitize(`${cause}; ${policy.name} decides: ${action}. ${reason}`), data };
}
