import { ArgumentError } from '../../errors.js';
import type { RulesDifference } from './difference.js';

/** Who asked for a reload: `sigwatch reload`, SIGHUP, a file that has changed, a program, or the rules were others when a run was taken up again. */
export type ReloadedBy = 'command' | 'signal' | 'files' | 'caller' | 'restart';

export interface ReloadRequest {
  readonly by: ReloadedBy;
  /** Of the mailbox. */
  readonly command?: number;
  /** Told when the new rules are in force, or that they will not be. */
  readonly done?: (difference: RulesDifference) => void;
  readonly failed?: (error: unknown) => void;
}

/** Requests of the process that supervises, from whoever holds the watch to the supervision, which may not have begun or be over. */
export class ReloadRequests {
  #waiting: ReloadRequest[] = [];
  #heard: ((request: ReloadRequest) => void) | undefined;
  #over = false;

  /** Resolves once the new rules are in force; rejects where they can't be used, which changes nothing. */
  ask(by: ReloadedBy): Promise<RulesDifference> {
    return new Promise((done, failed) => {
      const request = { by, done, failed };
      if (this.#over) failed(over());
      else if (this.#heard === undefined) this.#waiting.push(request);
      else this.#heard(request);
    });
  }

  hear(heard: (request: ReloadRequest) => void): void {
    this.#heard = heard;
    for (const request of this.#waiting.splice(0)) heard(request);
  }

  /** Nobody hears any more. */
  end(): void {
    this.#over = true;
    for (const { failed } of this.#waiting.splice(0)) failed?.(over());
  }
}

export const over = (): ArgumentError => new ArgumentError('supervision is over: there are no rules to reload');
