import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Workshop } from '../e2e/workshop.js';
import type { Moto } from './moto.js';

/** What stands in every secret that this suite makes. */
const SECRET = /SECRET/;

/** Whoever goes on in the background may remove a file between two looks; what is not there any more tells nobody. */
function contentsOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** A folder of its own and the built command line in it, whose every word and file is looked through for secrets. */
export class ServicesWorkshop extends Workshop {
  /** What may hold a secret, since the test itself has put it there. */
  readonly #given = new Set<string>();

  /** @param env - Of every command. */
  constructor(readonly env: Readonly<Record<string, string>> = {}) {
    super();
  }

  /** A file that holds a secret by right. */
  secretFile(name: string, text: string): string {
    this.#given.add(name);
    return this.file(name, text);
  }

  override start(args: readonly string[], env: Record<string, string> = {}) {
    const started = super.start(args, { ...this.env, ...env });
    const done = started.done.then((ran) => {
      for (const text of [ran.out, ran.err]) expect(SECRET.exec(text)?.input, args.join(' ')).toBeUndefined();
      return ran;
    });
    return { ...started, done };
  }

  /** Paths of files below that hold a secret. */
  leaks(): readonly string[] {
    return readdirSync(this.directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !this.#given.has(path.slice(this.directory.length + 1)))
      .filter((path) => SECRET.test(contentsOf(path)));
  }

  override [Symbol.dispose](): void {
    try {
      expect(this.leaks()).toEqual([]);
    } finally {
      super[Symbol.dispose]();
    }
  }
}

/** What a command needs to find S3, and nothing of what this machine may have. `endpoint`: other than the server itself. */
export function s3Env(moto: Moto, endpoint = moto.endpoint): Record<string, string> {
  const { AWS_ENDPOINT_URL: _, ...aws } = moto.env;
  return { ...aws, SIGWATCH_S3_ENDPOINT: endpoint };
}
