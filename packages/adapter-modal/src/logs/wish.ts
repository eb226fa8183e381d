import { rmSync, statSync, writeFileSync } from 'node:fs';

/** That somebody who does not write the copy wants it to be up to date: a file that the writer takes away. */
export class Wish {
  constructor(private readonly path: string) {}

  make(): void {
    try {
      writeFileSync(this.path, '', { flag: 'wx', mode: 0o600 });
    } catch {
      // It is made already; where it can't be made, the next reading by time comes all the same.
    }
  }

  /** Whether it was made. */
  take(): boolean {
    if (statSync(this.path, { throwIfNoEntry: false }) === undefined) return false;
    rmSync(this.path, { force: true });
    return true;
  }
}
