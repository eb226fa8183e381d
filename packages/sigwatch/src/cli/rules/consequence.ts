import { Readable } from 'node:stream';
import { type Monitor, type PolicySet, replay, type SigwatchEvent, streamSource, systemDeps } from '@sigwatch/core';
import { sanitize } from '../../view/sanitize.js';

/** What the engine would do about a log that holds this text and nothing else. */
export async function consequenceOf(
  text: string,
  monitor: Monitor,
  policy: PolicySet | undefined,
): Promise<{ readonly text: string; readonly data: SigwatchEvent['data'] }> {
  const source = streamSource('line', Readable.from([Buffer.from(`${text}\n`)]), { deps: systemDeps });
  const logs = {
    async *sources() {
      yield source;
    },
  };
  let closed: SigwatchEvent['data'] | undefined;
  let decided: SigwatchEvent['data'] | undefined;
  let ended: SigwatchEvent['data'] = {};
  const events = replay({
    run_id: 'explain',
    logs,
    monitor,
    now: systemDeps.now,
    ...(policy === undefined ? {} : { policy }),
  });
  for await (const { event_type, data } of events) {
    if (event_type === 'incident_closed') closed = data;
    else if (event_type === 'decision') decided = data;
    else if (event_type === 'run_ended') ended = data;
  }
  const root = closed?.root as { readonly signal: string; readonly error_type: string } | undefined;
  const data = { state: ended.state, root: closed?.root ?? null, decision: decided ?? null };
  if (root === undefined) return { text: 'no incident; by itself the line is no failure.', data };
  const cause = `if the job ended here, its root would be ${root.error_type} (${root.signal})`;
  if (policy === undefined) return { text: `${cause}; --restart NAME tells what a policy would decide.`, data };
  const { action, reason } = decided ?? {};
  return { text: sanitize(`${cause}; ${policy.name} decides: ${action}. ${reason}`), data };
}
