import type { Deps } from '@sigwatch/core';
import type { Location } from '../location.js';
import { directoryStore } from './directory-store.js';
import type { HeartbeatStore } from './heartbeat-store.js';
import { type S3Settings, s3Store } from './s3-store.js';

export type StoreOptions = Partial<S3Settings> & { readonly deps?: Deps };

/** The store of the folder of runs that the location names; its paths begin with a run's name. Asks nobody yet. */
export function openHeartbeatStore(location: Location, options: StoreOptions = {}): HeartbeatStore {
  if (location.kind === 'directory') return directoryStore(location.path);
  const { bucket, prefix } = location;
  return s3Store({ ...options, bucket, prefix });
}
