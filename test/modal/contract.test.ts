import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { localAdapter, OUTPUT_FILE } from '@sigwatch/adapter-local';
import { type ModalConfig, modalAdapter, modalClient, modalLogs, modalSettings } from '@sigwatch/adapter-modal';
import { type Discovery, discoverFiles, type JobAdapter, type JobSpec, systemDeps } from '@sigwatch/core';
import { adapterContract, type JobKind, printedLines, type Trouble } from '@sigwatch/testkit';
import { describe, it } from 'vitest';
import { eventually } from './eventually.js';
import type { ModalServer } from './modal-server.js';
import { standIn } from './stand-in.js';

const jobs = fileURLToPath(new URL('./jobs/', import.meta.url));
/** The client, which gives up at once where nobody answers, and not after a minute. */
const hasty = fileURLToPath(new URL('./client/hasty.py', import.meta.url));
const commands: Readonly<Record<JobKind, readonly string[]>> = {
  succeeds: ['contract.py::work'],
  fails: ['contract.py::fails'],
  sleeps: ['modal', 'run', 'contract.py::sleeps'],
  prints: ['contract.py::work', '--lines', printedLines.join('|')],
};

let server: ModalServer;
standIn((started) => {
  server = started;
});

/** What stands in for the client where it is in trouble. */
const troubles: Readonly<Record<Exclude<Trouble, 'unreachable'>, string>> = {
  garbage: '#!/bin/sh\necho "<html>Please log in</html>"\n',
  slow: '#!/bin/sh\nexec sleep 600\n',
};

function clientInTrouble(how: Exclude<Trouble, 'unreachable'>): string {
  const path = join(mkdtempSync(join(server.directory, 'client-')), 'modal');
  writeFileSync(path, troubles[how]);
  chmodSync(path, 0o755);
  return path;
}

let harnesses = 0;
adapterContract(
  'the modal adapter',
  async () => {
    harnesses += 1;
    const mark = String(harnesses);
    const stateDirectory = mkdtempSync(join(server.directory, 'state-'));
    const adapter = (config: ModalConfig = {}, variables: Readonly<Record<string, string>> = {}): JobAdapter => {
      const env = { ...server.env, ...variables };
      const settings: ModalConfig = { poll_interval_seconds: 1, ...config };
      const modal = modalClient(modalSettings(settings), env);
      const directory = join(stateDirectory, 'modal');
      const { logs } = modalLogs({ modal, deps: systemDeps, copies: join(directory, 'logs') });
      const clients = localAdapter({
        directory: join(directory, 'clients'),
        logs: (folder) => discoverFiles([join(folder, OUTPUT_FILE)], { deps: systemDeps }),
      });
      return modalAdapter({ stateDirectory, settings, env, clients, modal, logs: (job) => ofContainers(logs(job)) });
    };
    const spec = (kind: JobKind): JobSpec => ({
      ...{ run_id: `r${mark}`, attempt: 1, cwd: jobs, env: server.env, command: commands[kind] },
    });
    return {
      ...{ adapter: adapter(), now: Date.now, spec, printed: printedLines, keysAreIds: true },
      unknown: { id: 'modal:ap-0000000000000000000000', incarnation: '' },
      until: (probe) => eventually('it does not come about', probe),
      // What is asked for now has begun, and ended: so has what was asked for before.
      settle: async () => {
        await server.modal(['run', '--detach', '--name', 'settled', 'contract.py::work'], { cwd: jobs });
      },
      troubled: async (how) =>
        how === 'unreachable'
          ? adapter({ modal: [server.python, hasty] }, { MODAL_SERVER_URL: 'http://127.0.0.1:9' })
          : adapter({ modal: clientInTrouble(how) }),
      dispose: async () => {},
    };
  },
  { describe, it },
);

/** Without what Modal itself says. */
const ofContainers = (discovery: Discovery): Discovery => ({
  async *sources(abort) {
    for await (const source of discovery.sources(abort)) if (!source.id.endsWith('/modal.log')) yield source;
  },
});
