import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readJson, writeJson } from '@sigwatch/core/host';

/** A package, by the name that the cluster has it under, and its bytes in a file of ours. */
export interface Package {
  readonly uri: string;
  /** Its name in `STATE/ray/packages`. */
  readonly file: string;
}

type Of = Readonly<Record<string, Package>>;

/**
 * What was uploaded, so that each attempt of a run has the code of the first one: the packages themselves in
 * `STATE/ray/packages/HASH.zip`, and in `STATE/ray/packages/runs/RUN.json` which of them a run has.
 */
export class KeptPackages {
  readonly #directory: string;

  constructor(stateDirectory: string) {
    this.#directory = join(stateDirectory, 'ray', 'packages');
  }

  path({ file }: Pick<Package, 'file'>): string {
    return join(this.#directory, file);
  }

  has(one: Package): boolean {
    return existsSync(this.path(one));
  }

  /** What the run was given for a folder, as `what` names it. */
  of(run: string, what: string): Package | undefined {
    return readJson<Of>(this.#note(run))?.[what];
  }

  /** To be called before the job is submitted: a crash in between must not give the next try another package. */
  note(run: string, what: string, one: Package): void {
    const path = this.#note(run);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeJson(path, { ...readJson<Of>(path), [what]: one });
  }

  /** Has a file written and keeps it under the name that is made from it then; nothing is left behind when that fails. */
  async keep(write: (scratch: string) => Promise<Package>): Promise<Package> {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    const scratch = join(this.#directory, `${randomUUID()}.tmp`);
    try {
      const made = await write(scratch);
      renameSync(scratch, this.path(made));
      return made;
    } finally {
      rmSync(scratch, { force: true });
    }
  }

  /** Runs are called by people: no part of a path is read into the name. */
  #note(run: string): string {
    return join(this.#directory, 'runs', `${encodeURIComponent(run).replaceAll('.', '%2E')}.json`);
  }
}
