import { HERE, PLATFORMS, typedAdapter } from '../settings/adapter-config.js';
import { misplaced } from './misplaced.js';
import { requireOwnOptions } from './platform-options.js';
import { UsageError } from './problem.js';
import { say } from './say.js';
import { settingsOf } from './settings-of.js';
import { ofCluster, superviseJob } from './supervise-job.js';

type Options = Readonly<Record<string, unknown>>;

const EXAMPLES: Readonly<Record<string, string>> = {
  slurm: 'sigwatch submit slurm train.sbatch',
  ray: 'sigwatch submit ray -- python train.py',
  modal: 'sigwatch submit modal -- train.py::train --epochs 3',
  exec: 'sigwatch submit exec --pod trainer-0 -- python train.py',
};

/** `sigwatch submit PLATFORM …`; without a script or command, the job of sigwatch.yaml. */
export async function verb([platform = '', ...words]: readonly string[], options: Options): Promise<number> {
  const example = EXAMPLES[platform];
  if (example === undefined && Object.hasOwn(HERE, platform))
    throw new UsageError(
      `sigwatch submits to no ${platform}: it runs there itself. sigwatch run --platform ${platform} -- python train.py`,
    );
  if (example === undefined)
    throw new UsageError(
      `sigwatch submits to ${Object.keys(PLATFORMS).join(', ')}, and not to ${platform}: ${EXAMPLES.ray}`,
    );
  requireOwnOptions(platform, options);
  const adapter = typedAdapter(platform, settingsOf(options), options);
  const what = platform === 'slurm' ? 'script' : 'command';
  const nothing = () => `there is no ${what} to submit: ${example}`;
  if (words.length === 0) return superviseJob({ adapter, nothing }, options, ofCluster);
  if (platform === 'slurm') return (await import('./submit/slurm.js')).submitScript(adapter, words, nothing, options);
  const typed = { argv: commandIn(words, platform, nothing), cwd: process.cwd() };
  return superviseJob({ typed, adapter, nothing }, options, ofCluster);
}

/** Options of ours were taken out before. */
function commandIn(words: readonly string[], platform: string, nothing: () => string): readonly string[] {
  const [first = ''] = words;
  if (first === '--' && words.length === 1) throw new UsageError(nothing());
  if (first === '--') {
    const command = words.slice(1);
    const note = misplaced(command);
    if (note !== undefined) say(note);
    return command;
  }
  if (first.startsWith('-'))
    throw new UsageError(
      `${first} is no option of sigwatch submit ${platform} (sigwatch submit --help shows them); put -- before the command`,
    );
  return words;
}
