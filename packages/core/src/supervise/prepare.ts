import type { Json, LeaseOwner, Millis, Store } from '../contract.js';
import { Journal } from './journal.js';

/** A run before anybody supervises it. */
export interface NewRun {
  readonly run_id: string;
  readonly name: string;
  /** What whoever takes it up needs in order to do so. No secrets. */
  readonly settings: Json;
}

/** Stores a run that nobody supervises yet, so that whoever comes can take it up. One that is there stays as it is. */
export function prepareRun(run: NewRun, store: Store, owner: LeaseOwner, now: () => Millis): void {
  if (store.owner(run.run_id) !== undefined || store.load(run.run_id)?.snapshot !== undefined) return;
  const silent = { event() {}, output() {} };
  const journal = new Journal({ ...run, store, owner, now, hub: silent });
  try {
    journal.commit({}, { durable: true });
  } finally {
    journal.release();
  }
}
