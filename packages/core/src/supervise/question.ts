import { asTemplateText, fillByRun } from '../config/interpolation/run-values.js';
import { fillTemplate } from '../config/text/template.js';
import type { Millis } from '../contract.js';
import { type Answer, askCommand } from './ask-command.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { attemptValues } from './values.js';

const LIMIT: Millis = 60_000;

/** Asks a command of the monitor, with the values of the attempt at hand. */
export type Ask = (abort: AbortSignal) => Promise<Answer>;

export function questionOf(run: RunContext, journal: Journal, argv: readonly string[]): Ask {
  return async (abort) => {
    const values = attemptValues(run, journal);
    const words: string[] = [];
    for (const word of argv) {
      const { text, unknown } = fillByRun(word, asTemplateText(values));
      if (unknown.length > 0) return { yes: false, why: `can't be run: ${unknown[0]} is not known`, trouble: true };
      const filled = fillTemplate(text, values);
      if (!filled.ok) return { yes: false, why: `can't be run: ${filled.error}`, trouble: true };
      words.push(filled.text);
    }
    const env = {
      ...run.command?.env,
      SIGWATCH_RUN_ID: values.run_id,
      SIGWATCH_ATTEMPT: values.attempt,
      ...('job_id' in values ? { SIGWATCH_JOB_ID: journal.snapshot.job?.id ?? '' } : {}),
    };
    const ask = run.ask ?? askCommand;
    return ask({ argv: words, cwd: run.command?.cwd, env, timeout: LIMIT }, run.deps, abort);
  };
}
