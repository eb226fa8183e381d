/** Of vitest, or of anything that looks like it. */
export interface Runner {
  /** Names a group of tests. */
  describe(name: string, define: () => void): void;
  /** Names a test. */
  it(name: string, run: () => Promise<void>): void;
}

/** A check gets a fresh harness and throws when the promise is broken. */
export type Check<Harness> = readonly [name: string, run: (harness: Harness) => Promise<void>];

export function runChecks<Harness extends { dispose(): Promise<void> }>(
  title: string,
  checks: readonly Check<Harness>[],
  makeHarness: () => Promise<Harness>,
  { describe, it }: Runner,
): void {
  describe(title, () => {
    for (const [name, run] of checks) {
      it(name, async () => {
        const harness = await makeHarness();
        try {
          await run(harness);
        } finally {
          await harness.dispose();
        }
      });
    }
  });
}
