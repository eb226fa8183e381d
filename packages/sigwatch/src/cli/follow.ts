import { type LeaseOwner, type RunSummary, type Store, systemDeps } from '@sigwatch/core';
import { waitOrWake } from '../supervision/wait.js';
import type { View } from '../view/terminal.js';

/** How the watching of a run ended that another process leads. */
export type Followed = { readonly is: 'ended'; readonly summary: RunSummary } | { readonly is: 'free' | 'interrupted' };

/** Between two looks into the journal (ms). */
const LOOK = 500;

/**
 * Shows the events of a run that another process leads, as they are committed, and decides nothing. Without `takeOver` it
 * goes on when the leader is gone, since another one may come; with it, it ends there.
 */
export async function followLed(
  store: Store,
  run_id: string,
  view: View,
  how: { readonly takeOver: boolean; readonly abort: AbortSignal },
): Promise<Followed> {
  let from = store.load(run_id)?.events ?? 0;
  let told: string | undefined;
  const tell = (leader: LeaseOwner | undefined) => {
    const who = leader === undefined ? '' : `${leader.pid} on ${leader.host}`;
    if (who === told) return;
    const alone = `nobody leads ${run_id} now; sigwatch ensure takes it up, and so does this command with --take-over.`;
    view.say(leader === undefined ? alone : `process ${who} leads ${run_id}; it is only watched here.`);
    told = who;
  };
  while (!how.abort.aborted) {
    const leader = store.owner(run_id);
    for (const event of store.events(run_id, from)) {
      view.event(event);
      from++;
    }
    if (leader === undefined) {
      const summary = store.load(run_id)?.summary;
      if (summary?.ended_at !== undefined) return { is: 'ended', summary };
      if (how.takeOver) return { is: 'free' };
    }
    tell(leader);
    await waitOrWake(systemDeps, LOOK, how.abort);
  }
  return { is: 'interrupted' };
}
