import type { RuleTestCase } from '@sigwatch/core';
import { type Change, type Values, valueChanges } from './changes.js';
import { decisionChanges, decisionsChanges } from './judge-decision.js';
import { forbidden, signalChanges } from './judge-signals.js';
import { stateChanges } from './judge-states.js';
import type { Closed, Fired, Outcome } from './outcome.js';

/** Everything in which an outcome differs from what the test expects; in its order. */
export function judgeCase({ expect, monitor }: RuleTestCase, outcome: Outcome): readonly Change[] {
  const { signals, none = [], progress, incident, state, states, decision, decisions } = expect;
  const isProgress = new Set(monitor.rules.filter(({ kind }) => kind === 'progress').map(({ name }) => name));
  return [
    ...(signals === undefined ? [] : signalChanges(typeof signals === 'string' ? [] : signals, isProgress, outcome)),
    ...forbidden(none, outcome),
    ...(progress === undefined ? [] : valueChanges('progress', progress, orNone(outcome.progress))),
    ...(incident === undefined ? [] : incidentChanges(incident, outcome)),
    ...(state === undefined || state === outcome.state
      ? []
      : [{ what: 'state', expected: state, found: outcome.state, because: outcome.because }]),
    ...(states === undefined ? [] : stateChanges(states, outcome)),
    ...(decision === undefined ? [] : decisionChanges(decision, outcome)),
    ...(decisions === undefined ? [] : decisionsChanges(decisions, outcome)),
  ];
}

function incidentChanges(wanted: Values | string, outcome: Outcome): readonly Change[] {
  const alarm = typeof wanted !== 'string' && wanted.ignored === true;
  const found = alarm
    ? (outcome.falseAlarm ?? outcome.incident)
    : (outcome.incident ?? (typeof wanted === 'string' ? outcome.falseAlarm : undefined));
  const root = found?.root as (Fired & { signal: string; error_type: string }) | undefined;
  const at = root && { name: root.signal, source: root.source, line: root.line, text: root.text };
  const more = { at, because: text(found?.reason) ?? outcome.because };
  if (typeof wanted === 'string') return valueChanges('incident', wanted, found, more);
  const { fields = {}, ...rest } = wanted;
  const expected = { ...(found && { ignored: false }), ...rest };
  const values = found && root && { ...found, ...valuesOf(found, root) };
  const changes = valueChanges('incident', expected, values, more, outcome.start);
  const ofRoot: Values = found?.whole?.root.fields ?? {};
  const wrong = found === undefined ? [] : valueChanges('incident', fields as Values, ofRoot);
  return [...changes, ...wrong];
}

function valuesOf(found: Closed, root: Fired & { signal: string; error_type: string }): Values {
  const { whole } = found;
  const explained = whole?.signals.filter(({ id }) => whole.explained.includes(id)).map(({ name }) => name) ?? [];
  return {
    ...{ root: root.signal, error_type: root.error_type, explains: found.explained, source: root.source },
    ...{ line: root.line, explained: [...new Set(explained)].sort() },
  };
}

const orNone = (values: Values): Values | undefined => (Object.keys(values).length === 0 ? undefined : values);
const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
