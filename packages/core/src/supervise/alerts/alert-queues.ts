import type { AlertSettings } from '../../alerts/settings.js';
import type { ComponentConfig, Deps, Registry } from '../../contract.js';
import { makeComponent } from '../../plugin/make.js';
import { QueueRunner } from './queue-runner.js';

/** The queues of notifiers; runs that share this tell a notifier in one line, so that many of them can be told as one. */
export class AlertQueues {
  readonly #runners = new Map<string, QueueRunner>();

  /** The queue of a notifier with these settings. Throws when it can't be made. */
  of(config: ComponentConfig, settings: AlertSettings, registry: Registry, deps: Deps): QueueRunner {
    const { on: _, ...plain } = config;
    const key = JSON.stringify([plain, settings]);
    const known = this.#runners.get(key);
    if (known !== undefined) return known;
    const made = new QueueRunner(makeComponent(registry, 'notifier', config, deps), settings, deps);
    this.#runners.set(key, made);
    return made;
  }
}
