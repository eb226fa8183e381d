import { trainingText } from '../view/job-report-lines.js';
import { jsonText } from '../view/json-text.js';
import { sanitize } from '../view/sanitize.js';
import { exitCodes } from './exit-code.js';
import { reportOf } from './job-of.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch step JOB|RUN`: the last verified step, by the job's log as it is now. */
export async function verb([word = '']: readonly string[], options: Options): Promise<number> {
  const { job, state, training, log_problem } = await reportOf(word, options);
  if (options.format !== 'pretty') {
    const { step = null, ...more } = training ?? {};
    process.stdout.write(`${jsonText({ job, state, step, ...more, ...(log_problem && { log_problem }) })}\n`);
  } else if (training !== null) process.stdout.write(`${sanitize(trainingText(training, Date.now()))}\n`);
  else
    process.stdout.write(
      `${job} (${state}): no step was found${log_problem ? `; its log: ${sanitize(log_problem)}` : ''}\n`,
    );
  return training === null ? exitCodes.unknown : exitCodes.succeeded;
}
