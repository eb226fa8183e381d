import type { Millis } from './shapes.js';

/** The program of an attempt, which prints lines of schemas/wire.schema.json and reads requests in its control folder. */
export interface Program {
  /** What it does when it is asked to, by its own word; nothing while no program is connected. */
  readonly capabilities: readonly string[];
  /** Resolves with its answer, or that there is none; rejects only at `abort`. A request whose key was asked before is waited for, and not asked again. */
  ask(request: ProgramRequest, abort: AbortSignal): Promise<ProgramAnswer>;
}

/** What the program of an attempt is asked for: schemas/control-request.schema.json. Json. */
export interface ProgramRequest {
  /** Names the request within its attempt: with the same key nothing is asked twice, over any crashes. */
  readonly key: string;
  readonly action: 'save_checkpoint' | 'stop' | 'set';
  /** Of `set`, by the names of settings: values; else factors of what the program has now, and how far these may lead. */
  readonly set?: Readonly<Record<string, number | string>>;
  readonly scale?: Readonly<Record<string, number>>;
  readonly floor?: Readonly<Record<string, number>>;
  readonly cap?: Readonly<Record<string, number>>;
  /** Why, in one sentence. */
  readonly reason?: string;
  /** ms that an answer may take. */
  readonly wait: Millis;
}

/** What a program has answered; `unanswered`: nothing, or it could not be asked, and `message` says why. Json. */
export interface ProgramAnswer {
  readonly status: 'done' | 'refused' | 'failed' | 'unanswered';
  readonly message?: string;
  /** The checkpoint that was written. */
  readonly path?: string;
  /** The step at the end of which it was done. */
  readonly step?: number;
}
