import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A GPU as the stand-in tells it; what is left out is that of an idle H100. */
export interface FakeGpu {
  readonly use?: number | string;
  readonly memory?: number | string;
  readonly ecc?: number | string;
}

/**
 * A stand-in for nvidia-smi, for machines without a GPU: a script that answers the two questions that sigwatch asks with
 * what the test says, in the driver's CSV. No driver, and no GPU, is behind it.
 */
export class FakeNvidiaSmi {
  readonly path: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, 'fake-nvidia-smi');
    mkdirSync(this.#folder, { recursive: true });
    this.path = join(this.#folder, 'nvidia-smi');
    const script = `#!/bin/sh
case "$1" in
  --query-gpu=*) cat '${this.#folder}/gpus.csv' ;;
  --query-compute-apps=*) cat '${this.#folder}/apps.csv' ;;
  *) echo "the stand-in for nvidia-smi knows no $1"; exit 2 ;;
esac
exit "$(cat '${this.#folder}/exit')"
`;
    writeFileSync(this.path, script, { mode: 0o755 });
    this.tells([]);
  }

  /** What it tells from now on: GPUs, each with one program where it holds memory. */
  tells(gpus: readonly FakeGpu[]): void {
    const rows = gpus.map(
      ({ use = 0, memory = 0, ecc = 0 }, i) =>
        `${i}, GPU-${i}, NVIDIA H100 80GB HBM3, 00000000:${i + 1}B:00.0, ${use}, ${memory}, 81559, 41, ${ecc}, Disabled\n`,
    );
    const held = gpus.flatMap(({ memory = 0 }, i) =>
      memory === 0 ? [] : [`GPU-${i}, ${4000 + i}, python, ${memory}\n`],
    );
    this.#write('apps.csv', held.join(''));
    this.says(gpus.length === 0 ? 'No devices were found\n' : rows.join(''), gpus.length === 0 ? 6 : 0);
  }

  /** The same for whatever a driver may say. */
  says(output: string, exit: number): void {
    this.#write('exit', String(exit));
    this.#write('gpus.csv', output);
  }

  /** Whole or not at all: it may be asked at any moment. */
  #write(name: string, text: string): void {
    const path = join(this.#folder, name);
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }
}
