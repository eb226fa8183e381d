/** What the engine says of lines and of logs, by what it publishes: the same events that a live run prints. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { compileRules, loadMonitors, loadPolicies, replay, streamSource } from '@sigwatch/core';

/** @import { SigwatchEvent } from '@sigwatch/core' */
/** @import { Prediction } from './score.mjs' */
/** @import { Outcome } from './score-sessions.mjs' */

const plugins = fileURLToPath(new URL('../../plugins', import.meta.url));

/** When every log is read, whenever that is: no line is later, and the figures are the same every day. */
const READ_AT = Date.UTC(2100, 0, 1);
const deps = { now: () => READ_AT, schedule: () => () => {} };

/**
 * @param {{ monitor: string, restart: string, cwd?: string }} names
 */
export function loadEngine({ monitor: name, restart, cwd = process.cwd() }) {
  const packs = readdirSync(plugins)
    .map((folder) => join(plugins, folder))
    .filter((folder) => existsSync(join(folder, 'plugin.yaml')));
  const where = { cwd, packs };
  const monitor = loadMonitors([name], where);
  const policy = loadPolicies(restart, where, monitor.rules);
  const matcher = compileRules(monitor.rules);

  /**
   * @param {string} id
   * @param {Buffer} log
   * @param {boolean} decides
   */
  async function play(id, log, decides) {
    const logs = {
      async *sources() {
        yield streamSource(id, Readable.from([log]), { deps });
      },
    };
    /** @type {SigwatchEvent[]} */
    const events = [];
    const told = replay({ run_id: 'corpus', logs, monitor, matcher, now: deps.now, ...(decides ? { policy } : {}) });
    for await (const event of told) events.push(event);
    return events;
  }

  return {
    /**
     * @param {string} id
     * @param {string} text
     */
    async predict(id, text) {
      return predictionOf(id, await play(id, Buffer.from(`${text}\n`), false));
    },
    /**
     * @param {string} name
     * @param {Buffer} log
     */
    async judge(name, log) {
      return outcomeOf(await play(`${name}.log`, log, true));
    },
  };
}

/**
 * The types of the signals that could fail a run, the likeliest first: those that the engine would fail the run for if
 * the text were the whole log and the job had ended with it. First comes the root of the incident that is left standing
 * then, after it the other failures in the order in which they were seen. What the same text disproves (a metric's rule
 * that its own line contradicts, a crash line with two steps after it) could not fail a run and brings no type; a mere
 * symptom, such as an exit code, could: alone it is the root, with low confidence.
 * @param {string} id
 * @param {readonly SigwatchEvent[]} events
 * @returns {Prediction}
 */
function predictionOf(id, events) {
  const signals = events.filter(({ event_type }) => event_type === 'signal').map(({ data }) => data);
  const steps = events.filter(({ event_type }) => event_type === 'progress').map(({ data }) => data);
  const standing = events.filter(({ event_type, data }) => event_type === 'incident_closed' && !data.ignored);
  const roots = standing.map(({ data }) => typeOf(/** @type {SigwatchEvent['data']} */ (data.root)));
  const failures = signals.filter(({ mode }) => mode !== undefined && mode !== 'success').map(typeOf);
  const kept = standing.map(({ data }) => String(/** @type {SigwatchEvent['data']} */ (data.root).category))[0];
  const types = roots.length === 0 ? [] : [...new Set([...roots, ...failures])];
  const kinds = [...new Set([...signals.map(({ kind }) => String(kind)), ...steps.map(() => 'progress')])];
  // The last value of each field is what the engine knows of the run then.
  const fields = events.flatMap(({ event_type, data }) =>
    event_type === 'progress' ? [metricsOf(data)] : event_type === 'signal' ? [data.fields] : [],
  );
  return { id, types, kinds, fields: Object.assign({}, ...fields), ...(kept === undefined ? {} : { category: kept }) };
}

/** @param {SigwatchEvent['data']} data */
const typeOf = ({ error_type }) => String(error_type ?? 'unknown');

/** @param {SigwatchEvent['data']} data */
function metricsOf({ source, line, ...metrics }) {
  return metrics;
}

/**
 * @param {readonly SigwatchEvent[]} events
 * @returns {Outcome}
 */
function outcomeOf(events) {
  const of = (/** @type {string} */ type) =>
    events.filter((event) => event.event_type === type).map(({ data }) => data);
  const closed = of('incident_closed');
  const end = of('run_ended').at(-1);
  return {
    root: /** @type {Outcome['root']} */ (end?.root ?? null),
    decisions: of('decision')
      .map(({ action }) => String(action))
      .filter((action) => action !== 'ignore'),
    incidents: closed.filter(({ ignored }) => !ignored).length,
    withdrawn: closed.filter(({ ignored }) => ignored).length,
    state: String(end?.state ?? 'unknown'),
  };
}
