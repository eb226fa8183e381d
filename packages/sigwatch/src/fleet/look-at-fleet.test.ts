import { systemDeps, UnansweredError } from '@sigwatch/core';
import { openHeartbeatStore, parseLocation, thresholdsOf } from '@sigwatch/heartbeat';
import { expect, it } from 'vitest';
import { keptFleet } from './fleet-row.js';
import { lookAtFleet } from './look-at-fleet.js';

it('a place that does not answer is unknown, and no mistake of who asked', async () => {
  const store = openHeartbeatStore(parseLocation('/nowhere-at-all/runs/'), { region: 'us-east-1', deps: systemDeps });
  const place = { store, listing: false, thresholds: thresholdsOf({ default: 600_000 }) };
  const looking = lookAtFleet(place, keptFleet([]), systemDeps, new AbortController().signal);
  await expect(looking).rejects.toThrow(UnansweredError);
  await expect(looking).rejects.toThrow('/nowhere-at-all');
});
