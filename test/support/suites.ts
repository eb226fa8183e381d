/** A suite that needs a real service beside Node: `test/NAME/`, run by `npm test` where the service is ready. */
export interface RealSuite {
  readonly name: string;
  /** What it runs against, in a few plain words. */
  readonly needs: string;
  /** Whether that is there now; a quick look, for it is asked at the start of every test run. */
  ready(): boolean;
}

/** Each has its `scripts/setup/NAME.sh`, which makes it ready. */
export const realSuites: readonly RealSuite[] = [];

/** What `npm test` says at its end; empty when nothing was skipped. */
export function skippedText(skipped: readonly RealSuite[]): string {
  return skipped
    .map(
      ({ name, needs }) =>
        `Skipped: the ${name} suite, which needs ${needs}. scripts/setup/${name}.sh makes it ready.\n`,
    )
    .join('');
}
