import { category } from '../config/category.js';
import { remedy } from '../config/remedy.js';
import type { EventType, Json, Millis, Signal, SigwatchEvent } from '../contract.js';
import { isFailure } from '../incident/incident.js';
import type { Decided, Output } from '../run/attempt-state.js';
import type { ProgressState } from '../run/progress.js';
import { gpuData, isGpuStats } from './gpu-data.js';
import { closedData, rootData, ruleData } from './incident-data.js';
import { isoTime } from './iso-time.js';
import { progressData } from './progress-data.js';

type Data = Readonly<Record<string, Json | undefined>>;

export interface EventContext {
  readonly run_id: string;
  readonly attempt: number;
  /** Nothing is done: a replay, or a watch without a job. */
  readonly dry_run?: boolean;
}

export function event(context: EventContext, at: Millis, event_type: EventType, data: Data): SigwatchEvent {
  return { timestamp: isoTime(at), event_type, run_id: context.run_id, attempt: context.attempt, data };
}

/** What an output of the engine is called outside; undefined for what only the engine's shell needs. */
export function eventOf(context: EventContext, at: Millis, output: Output): SigwatchEvent | undefined {
  switch (output.type) {
    case 'signal':
      if (isGpuStats(output.signal)) return event(context, at, 'gpu_stats', gpuData(output.signal));
      return event(context, at, 'signal', signalData(output.signal));
    case 'progress':
      return output.step === undefined
        ? event(context, at, 'signal', signalData(output.signal))
        : event(context, at, 'progress', progressData(output.signal, output.step));
    case 'state':
      return event(context, at, 'state_changed', {
        from: output.from,
        to: output.to,
        reason: output.reason,
        signal: output.signal,
      });
    case 'opened': {
      const { incident } = output;
      const root = rootData(incident.root);
      return event(context, at, 'incident_opened', {
        incident: incident.id,
        mode: incident.mode,
        root,
        suspected: output.suspected,
      });
    }
    case 'closed':
      return event(
        context,
        at,
        'incident_closed',
        closedData(output.incident, output.total, output.ignored, output.reason),
      );
    case 'decision':
      return event(context, at, 'decision', decisionData(output, context.dry_run));
    case 'notice':
      return event(context, at, 'notice', {
        severity: 'warning',
        text: output.text,
        source: output.source,
        line: output.line,
      });
    default:
      return undefined;
  }
}

function signalData(signal: Signal): Data {
  return {
    signal: signal.name,
    rule: ruleData(signal),
    error_type: signal.error_type,
    category: isFailure(signal) ? category(signal) : undefined,
    subsystem: signal.subsystem,
    mode: signal.mode,
    kind: signal.kind,
    severity: signal.severity,
    source: signal.source,
    line: signal.line,
    offset: signal.offset,
    text: signal.text,
    group: signal.group,
    resolved: signal.resolved,
    block: signal.block,
    fields: signal.fields,
    metadata: signal.metadata,
    remedy: signal.remedy === undefined ? undefined : remedy(signal),
  };
}

/** A decision cites the rule that the failure began with. */
export function decisionData(
  { decision, incident }: Pick<Decided, 'decision' | 'incident'>,
  dryRun?: boolean,
): { readonly [key: string]: Json | undefined } {
  return {
    action: decision.action,
    reason: decision.reason,
    mode: decision.mode,
    error_type: decision.error_type,
    rule: ruleData(incident.root),
    restarts_used: decision.restarts_used,
    max_retries: decision.max_retries,
    delay_seconds: decision.delay === undefined ? undefined : decision.delay / 1000,
    exclude_nodes: decision.exclude_nodes,
    resume: decision.resume,
    overrides: decision.overrides,
    at_bound: decision.at_bound,
    dry_run: dryRun ? true : undefined,
  };
}

/** How far a run came, as `run_ended` tells it: its last step, and the loss that says most. */
export function finalProgress(progress: ProgressState): { final_step: number | null; final_metric: Json } {
  const name = ['eval_loss', 'loss'].find((one) => typeof progress.fields[one] === 'number');
  return {
    final_step: progress.last?.step ?? null,
    final_metric: name === undefined ? null : { name, value: progress.fields[name] as number },
  };
}
