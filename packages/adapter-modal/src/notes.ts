import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JobRef, Millis } from '@sigwatch/core';
import { ownName, readJson, writeJson } from '@sigwatch/core/host';
import { fingerprint } from './submit/app-name.js';

/** What is known of an app beside what Modal tells; a file for each that we have submitted, or asked to end. */
export interface AppNote {
  /** The `modal run` that made it. */
  readonly client?: JobRef;
  /** When it was first known. */
  readonly at?: Millis;
  /** When we first asked for its end. */
  readonly stopped_at?: Millis;
}

/** What was done about a key. */
export interface KeyNote {
  /** What its app is called. */
  readonly name: string;
  /** How often a client was started for it: again only where the one before has ended and made no app. */
  readonly tries: number;
  /** When the submission of the last one was to be done. */
  readonly not_after: Millis;
}

/** Notes in `STATE/modal`, which several processes may read and write. */
export class Notes {
  readonly #directory: string;
  readonly #told = new Set<string>();

  constructor(stateDirectory: string) {
    this.#directory = join(stateDirectory, 'modal');
  }

  /** Of a sentence that this process need not be told twice. */
  isNews(sentence: string): boolean {
    return !this.#told.has(sentence) && this.#told.add(sentence) !== undefined;
  }

  /** A name of the state directory: in a workspace that people share, two runs of one name are told apart by it. */
  home(): string {
    return ownName(join(this.#directory, 'home'));
  }

  app(app: string): AppNote | undefined {
    return readJson<AppNote>(this.#appPath(app));
  }

  noteApp(app: string, note: AppNote): void {
    write(this.#appPath(app), { ...this.app(app), ...note });
  }

  /** To be called before Modal is asked to stop it: whoever sees it stopped must know whose hand it was. */
  noteStop(app: string, at: Millis): void {
    if (this.app(app)?.stopped_at === undefined) this.noteApp(app, { stopped_at: at });
  }

  /** It had ended before our stop came. */
  forgetStop(app: string): void {
    const { stopped_at: _, ...note } = this.app(app) ?? {};
    write(this.#appPath(app), note);
  }

  /** Undefined where nothing was done about it. Throws where that can't be read: an app may be there. */
  key(key: string): KeyNote | undefined {
    const path = this.#keyPath(key);
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as KeyNote;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new Error(`what was done about ${key} can't be read from ${path}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  /** To be called before anything is done about it; survives a power failure, as its app does. */
  noteKey(key: string, note: KeyNote): void {
    write(this.#keyPath(key), note, { lasting: true });
  }

  #appPath(app: string): string {
    return join(this.#directory, 'apps', `${encodeURIComponent(app).replaceAll('.', '%2E')}.json`);
  }

  #keyPath(key: string): string {
    return join(
      this.#directory,
      'keys',
      `${encodeURIComponent(key.slice(0, 80)).replaceAll('.', '%2E')}.${fingerprint(key)}.json`,
    );
  }
}

function write(path: string, value: unknown, how: { readonly lasting?: boolean } = {}): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeJson(path, value, how);
}
