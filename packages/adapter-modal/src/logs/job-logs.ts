import { join } from 'node:path';
import type { Deps, Discovery, JobRef, LogSource, Millis } from '@sigwatch/core';
import { appOf } from '../app-id.js';
import type { Modal } from '../client/modal.js';
import { AppCopy } from './app-copy.js';
import { copiedSource } from './copied-source.js';
import { OWN_LOG } from './pages.js';

export interface ModalLogsOptions {
  readonly modal: Modal;
  readonly deps: Deps;
  /** Where copies are kept: STATE/modal/logs. Of several processes one writes each. */
  readonly copies: string;
  /** ms between two readings by time. Default: 30 s. */
  readonly audit?: Millis;
  /** Is told in sentences for people. */
  readonly tell?: (sentence: string) => void;
}

export interface ModalLogs {
  /**
   * A source of each container (`modal:ap-…/ta-….log`), one of what came late of it (`ta-….late.log`), where anything did,
   * and one of Modal's own lines (`modal:ap-…/modal.log`).
   */
  logs(job: JobRef): Discovery;
  /** The copy on this machine, as the client prints it: all containers, and what Modal itself says. */
  logPaths(job: JobRef): readonly string[];
}

/** The logs of apps, each of which is copied once for all that read it. */
export function modalLogs(options: ModalLogsOptions): ModalLogs {
  const { copies, ...own } = options;
  const known = new Map<string, AppCopy>();
  const copyOf = (app: string): AppCopy => {
    const copy = known.get(app) ?? new AppCopy({ ...own, app, directory: join(copies, app) });
    known.set(app, copy);
    return copy;
  };
  return {
    logs: (job) => discovery(job, copyOf(nameIn(job)), own.deps),
    logPaths: (job) => [join(copies, nameIn(job), 'all', 'app.log')],
  };
}

const nameIn = (job: JobRef): string => encodeURIComponent(appOf(job) ?? job.id).replaceAll('.', '%2E');

function discovery(job: JobRef, copy: AppCopy, deps: Deps): Discovery {
  const source = (name: string): LogSource => copiedSource({ id: `${job.id}/${name}.log`, name, copy, deps });
  return {
    async *sources(abort) {
      const told = new Set<string>();
      let wake = () => {};
      const release = copy.retain(() => wake());
      const stop = () => wake();
      abort.addEventListener('abort', stop);
      try {
        while (!abort.aborted) {
          const changed = new Promise<void>((resolve) => {
            wake = resolve;
          });
          for (const name of [OWN_LOG, ...copy.spool.files()]) {
            if (told.has(name)) continue;
            told.add(name);
            yield source(name);
          }
          if (!abort.aborted) await changed;
        }
      } finally {
        abort.removeEventListener('abort', stop);
        release();
      }
    },
  };
}
