import type { EngineCommand, EngineEvent, Operator, Signal } from '../contract.js';
import { correlate, correlationDue, noCorrelation, wantsEvidence } from '../correlate/correlate.js';
import { type Operators, operatorsFrom } from '../correlate/operators.js';
import { namedSources } from '../named-sources.js';
import { type AttemptConfig, type AttemptState, newAttempt, type Output } from './attempt-state.js';
import { clockAfter } from './clock-after.js';
import { condemn } from './condemn.js';
import { jobIsFinal, nextDeadline } from './deadlines.js';
import { Draft } from './draft.js';
import { incidentNow, judge } from './judge.js';
import { endingSignal, takeEnd, takeStatus, takeUnknown } from './take-job.js';
import { isEndingDue, show, takeEndings, takeSignal } from './take-signal.js';
import { takeBlind, takeFound, takeOutput, takeSourceEnd, takeWatermark } from './take-source.js';
import { disprove, takeBack } from './withdraw.js';
import { enterGeneration } from './workers.js';

/** The pure engine of one attempt: what is read and what the platform says in; incidents, states and one decision out. */
export function attemptOperator(config: AttemptConfig): Operator<AttemptState, EngineEvent, Output> {
  const operators = config.operators ?? operatorsFrom([]);
  return {
    init: () => newAttempt,
    step(before, event) {
      const clock = clockAfter(before, config, event);
      const outputs: Output[] = [];
      const draft = new Draft(before, outputs);
      if (clock !== before.clock) draft.own.clock = clock;
      const take = (told: EngineEvent) => {
        const { correlation: known = noCorrelation } = draft.state;
        const now = { attempt: config.attempt, clock, over: isOver(draft.state) };
        const after = correlate(operators, known, told, now);
        if (after[0] !== known) draft.own.correlation = after[0];
        const events = after[1];
        for (let i = 0; i < events.length; i++) stepOne(draft, config, events[i] as EngineEvent);
      };
      if (before.ending !== undefined && isEndingDue(before, event)) endLine(draft);
      const ending = endingSignal(before, config, event);
      if (ending !== undefined) take(signalled(ending, event.at));
      take(event);
      const { state } = draft;
      if (event.type === 'tick' && state.verdict === undefined && lacksEvidence(operators, state, event.at))
        outputs.push({ type: 'verify' });
      return [state, outputs];
    },
    due(state) {
      const deadline = nextDeadline(state, config);
      const { ending } = state;
      // As soon as all of its line must have come.
      if (ending !== undefined && state.verdict === undefined) return ending.at + 1;
      const own =
        deadline === undefined || deadline.at <= state.asked || !Number.isFinite(deadline.at) ? undefined : deadline.at;
      const theirs = isOver(state)
        ? undefined
        : correlationDue(operators, state.correlation ?? noCorrelation, state.clock);
      return own === undefined || theirs === undefined ? (own ?? theirs) : Math.min(own, theirs);
    },
  };
}

/** Of a job that has ended nothing is awaited any more. */
const isOver = (state: AttemptState): boolean => state.verdict !== undefined || jobIsFinal(state);

/** An operator had its tick, which is no evidence: everything has to be looked at. */
const lacksEvidence = (operators: Operators, state: AttemptState, at: number): boolean =>
  !isOver(state) && wantsEvidence(operators, state.correlation ?? noCorrelation, state.clock, at);

const signalled = (signal: Signal, at: number): EngineEvent => ({ type: 'signal', at, signal });

/** What the line that was read last says is over. */
function endLine(draft: Draft): void {
  if (draft.state.verdict === undefined) takeEndings(draft);
  else draft.clear('ending');
}

/** Takes in one event, as it is after the operators. */
function stepOne(draft: Draft, config: AttemptConfig, event: EngineEvent): void {
  if (draft.state.verdict !== undefined) {
    // What comes after the verdict is shown, but changes nothing any more.
    if (event.type === 'signal') show(draft, event.signal);
    return;
  }
  const { incident, lost, latent } = draft.state;
  take(draft, config, event);
  if (draft.state.verdict === undefined) disprove(draft);
  const { state } = draft;
  // A flood of lines that bring nothing new is asked about once.
  const isNew = state.incident?.suspects !== incident?.suspects || state.lost !== lost || state.latent !== latent;
  if (state.lost !== undefined && event.type === 'signal' && isNew) condemn(draft, config, event.at);
  judge(draft, config, event);
}

function take(draft: Draft, config: AttemptConfig, event: EngineEvent): void {
  switch (event.type) {
    case 'signal':
      return takeSignal(draft, config, event.signal, event.at);
    case 'output':
      if (event.source !== undefined) enterGeneration(draft, event.source, event.time, event.at);
      return takeOutput(draft, config, event);
    case 'found':
      takeFound(draft, event);
      for (const source of event.sources) enterGeneration(draft, source, event.at, event.at);
      return;
    case 'watermark':
      // Its log is there, and empty as yet.
      for (const source of namedSources(event)) enterGeneration(draft, source, event.as_of, event.at);
      return takeWatermark(draft, config, event);
    case 'blind':
      return takeBlind(draft, event);
    case 'source_ended':
      return takeSourceEnd(draft, event);
    case 'job':
      return takeStatus(draft, event.status, event.at);
    case 'job_unknown':
      return takeUnknown(draft, event.error);
    case 'drained':
      return takeEnd(draft, config, event.at);
    case 'command':
      return takeCommand(draft, event.command);
    case 'notice':
      return draft.emit({ type: 'notice', text: event.text, source: event.source, line: event.line });
    case 'tick':
      return;
  }
}

function takeCommand(draft: Draft, command: EngineCommand): void {
  if (command === 'pause' || command === 'resume') return;
  const reason = `a person asked for a ${command}`;
  const incident = draft.state.decided === undefined ? incidentNow(draft.state) : undefined;
  if (incident !== undefined)
    draft.emit({ type: 'closed', incident, total: draft.state.incident?.total ?? 0, ignored: false, reason });
  takeBack(draft, `${reason}.`);
  draft.move(command === 'stop' ? 'stopped' : 'job_cancelled', reason);
  draft.end({ kind: 'asked', command, state: draft.state.run });
}
