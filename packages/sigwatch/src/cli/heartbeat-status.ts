import { systemDeps } from '@sigwatch/core';
import { lookOnce } from '../heartbeat/look-once.js';
import { heartbeatUse } from '../settings/heartbeat-use.js';
import { createShared } from '../shared.js';
import { heartbeatLines } from '../view/heartbeat-lines.js';
import { jsonText } from '../view/json-text.js';
import { stateDirectoryOf } from './directories.js';
import { exitCodeOf } from './exit-code.js';
import { resolveFor } from './settings-of.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch watch LOCATION --once`, `sigwatch status LOCATION`: one look, one status, which the exit code tells too. */
export async function tellHeartbeats(location: string, options: Options): Promise<number> {
  const settings = await resolveFor(options, { rules: true, quiet: true });
  const stateDirectory = stateDirectoryOf(options);
  const shared = createShared(stateDirectory);
  const { tail } = options as { readonly tail?: number };
  const status = await lookOnce(location, heartbeatUse(settings), {
    ...{ stateDirectory, deps: systemDeps, abort: new AbortController().signal },
    rules: () =>
      shared.rules({ monitor: settings.monitor.value, registry: settings.registry, packs: settings.packs?.value }),
    ...(tail === undefined ? {} : { tail }),
  });
  const lines = options.format === 'pretty' ? heartbeatLines(status, Date.now()) : [jsonText(status)];
  process.stdout.write(`${lines.join('\n')}\n`);
  return exitCodeOf(status.state, undefined);
}
