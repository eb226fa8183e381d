import type { JobReport } from '../asking/job-report.js';
import { jobReportLines } from '../view/job-report-lines.js';
import { jsonText } from '../view/json-text.js';
import { exitCodes } from './exit-code.js';
import { reportOf } from './job-of.js';
import { resolveFor } from './settings-of.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch status ray:ID`: what the platform and the log tell of a job that no run has. The exit code tells its state. */
export async function statusOfJob(word: string, options: Options): Promise<number> {
  // Only here the file counts for more than where runs are kept: it says where the platform is, and by which rules.
  const settings = await resolveFor(options, { rules: true, quiet: true });
  const report = await reportOf(word, { ...options, settings });
  const lines = options.format === 'pretty' ? jobReportLines(report, Date.now()) : [jsonText(report)];
  process.stdout.write(`${lines.join('\n')}\n`);
  return CODES[report.state] ?? exitCodes.succeeded;
}

/** Of those that are not in order. */
const CODES: Readonly<Partial<Record<JobReport['state'], number>>> = {
  failed: exitCodes.failed,
  timed_out: exitCodes.stalled,
  cancelled: exitCodes.cancelled,
  unknown: exitCodes.unknown,
};
