import type { Json, SigwatchEvent } from '../../contract.js';
import { rulesEntry } from '../../replay/record.js';
import { digestsOf, wordOf } from '../../replay/rules-digest.js';
import { event, eventOf } from '../../report/events.js';
import { afterReload } from '../../run/after-reload.js';
import type { ActionRunner } from '../actions.js';
import { attemptConfig } from '../attempt-config.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';
import { entriesFor, rulesByName } from '../outbox-entries.js';
import { changedRules, type RulesDifference } from './difference.js';
import type { MadeRules } from './made-rules.js';
import type { ReloadedBy } from './requests.js';

export interface TakenRules {
  readonly made: MadeRules;
  readonly difference: RulesDifference;
  /** Settings that hold only when sigwatch starts again. */
  readonly later: readonly string[];
  readonly by: ReloadedBy;
  /** Of the mailbox. */
  readonly commands: readonly number[];
}

/**
 * From here on the run is judged by other rules: in one commit the event, the entry of the record, the engine's state
 * and the word by which a later life knows them; then they stand in `run`, all at once.
 */
export function takeRules(run: RunContext, journal: Journal, actions: ActionRunner, taken: TakenRules): void {
  const { made, difference, commands } = taken;
  const { snapshot } = journal;
  const at = run.deps.now();
  const isFollowing = snapshot.phase === 'following';
  const anew = changedRules(difference);
  const [engine, outputs] = isFollowing ? afterReload(snapshot.engine, anew) : [snapshot.engine, []];
  const told = outputs.map((output) => ({ at, output }));
  const config = attemptConfig({ ...run, ...made }, journal);
  const context = { run_id: run.run_id, attempt: snapshot.attempt, dry_run: !config.has_job };
  const data = reloadedData(taken);
  const events: SigwatchEvent[] = [event(context, at, 'rules_reloaded', data)];
  for (const output of outputs) {
    const one = eventOf(context, at, output);
    if (one !== undefined) events.push(one);
  }
  // Of an attempt that has no record yet the heading says all.
  const isRecorded = isFollowing && snapshot.recorded === snapshot.attempt;
  const entry = () => rulesEntry({ ...made, config }, { at, anew: [...anew], told: data });
  const outbox = entriesFor(run, rulesByName(run), journal, told);
  journal.commit(
    { engine, rules: wordOf(digestsOf(made)) },
    { record: isRecorded ? [entry()] : [], events, outbox, commands_done: commands, durable: true },
    outputs,
  );
  // Without a policy the one before is none of theirs.
  Object.assign(run, made, made.policy === undefined ? { policy: undefined } : {});
  actions.add(outbox);
}

function reloadedData({ made, difference, later, by }: TakenRules): { readonly [key: string]: Json | undefined } {
  const { added, removed, changed, settings, policy, packs } = difference;
  return {
    by,
    ...{ added, removed, changed, settings },
    later: later.length === 0 ? undefined : later,
    policy: policy ? (made.policy?.name ?? 'none') : undefined,
    monitor: made.monitor.names,
    packs: packs as Json | undefined,
  };
}
