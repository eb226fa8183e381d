import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The events of a run, from the event log in its directory. */
export function readEvents(stateDirectory, run) {
  const logs = readdirSync(stateDirectory, { recursive: true }).filter((name) => name.endsWith('events.jsonl'));
  return logs
    .flatMap((name) => readFileSync(join(stateDirectory, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((event) => event.run_id === run);
}

/** What is wrong with the record of a run that should have been restarted once and succeeded. */
export function checkRestarted(events, checkpoint) {
  const [decision] = decisions(events);
  const steps = events
    .filter((event) => event.event_type === 'progress' && event.attempt === 2)
    .map((e) => e.data.step);
  const attempts = events.filter((event) => event.event_type === 'attempt_started');
  return [
    ...expect(attempts.length, 2, 'attempts of the first run'),
    ...expect(decisions(events).length, 1, 'decisions on the first run'),
    ...expect(decision?.data.action, 'restart', 'decision on the first run'),
    ...expect(decision?.data.error_type, 'nccl_timeout', 'cause in the first run'),
    ...expect(attempts[1]?.data.resume_from, checkpoint, 'checkpoint of the second attempt'),
    ...expect(Math.min(...steps), 110, 'first step that the second attempt logged'),
    ...expect(ended(events)?.state, 'succeeded', 'end of the first run'),
    ...expect(ended(events)?.restarts, 1, 'restarts of the first run'),
  ];
}

/** What is wrong with the record of a run that should have been stopped for being out of memory. */
export function checkNotRestarted(events) {
  const [decision] = decisions(events);
  return [
    ...expect(events.filter((event) => event.event_type === 'attempt_started').length, 1, 'attempts of the second run'),
    ...expect(decisions(events).length, 1, 'decisions on the second run'),
    ...expect(decision?.data.action, 'stop', 'decision on the second run'),
    ...expect(decision?.data.error_type, 'oom', 'cause in the second run'),
    ...expect(timeouts(events), 7, 'ranks of the second run that timed out in NCCL'),
    ...expect(ended(events)?.state, 'failed', 'end of the second run'),
  ];
}

function decisions(events) {
  return events.filter((event) => event.event_type === 'decision' && event.data.action !== 'ignore');
}

function timeouts(events) {
  return events.filter(({ data }) => data.signal === 'nccl_collective_timeout').length;
}

function ended(events) {
  return events.findLast((event) => event.event_type === 'run_ended')?.data;
}

function expect(is, should, what) {
  return is === should ? [] : [`${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`];
}
