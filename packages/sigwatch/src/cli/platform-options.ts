import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from './problem.js';

/** Platforms whose options are sigwatch's own; what stands behind `slurm` belongs to sbatch. */
export type OwnPlatform = 'ray' | 'modal' | 'exec';

/** Where jobs of a platform are: options of every verb that talks to one. */
const WHERE: Readonly<Record<OwnPlatform, readonly Option[]>> = {
  ray: [
    new Option('--address <url>', "ray: the cluster's dashboard (default: RAY_ADDRESS, else http://127.0.0.1:8265)"),
  ],
  modal: [
    new Option(
      '--env <name>',
      "modal: the environment that apps are in (default: MODAL_ENVIRONMENT, else the profile's)",
    ),
    new Option('--profile <name>', "modal: the profile of the client's ~/.modal.toml"),
  ],
  exec: [
    new Option('--pod <pod>', 'exec: the pod that commands are run in, by kubectl exec'),
    new Option('--namespace <namespace>', "exec: the pod's namespace"),
    new Option('--container <container>', "exec: the pod's container"),
    new Option('--host <host>', 'exec: the machine that commands are run on, by ssh'),
    new Option('--in <command>', "exec: what stands before every command, such as 'docker exec box'"),
  ],
};

/** What a submission says of its job, beside the command. */
const JOB: Readonly<Record<OwnPlatform, readonly Option[]>> = {
  ray: [
    new Option('--num-gpus <n>', 'ray: GPUs reserved for the entrypoint itself').argParser(amount),
    new Option('--num-cpus <n>', 'ray: CPUs reserved for the entrypoint itself').argParser(amount),
    new Option(
      '--working-dir <folder>',
      'ray: the folder with the code, which is uploaded; or a package, such as s3://…zip',
    ),
    new Option('--runtime-env-json <json>', "ray: the job's runtime environment").argParser(table),
  ],
  modal: [],
  exec: [],
};

const PLATFORMS = Object.keys(WHERE) as OwnPlatform[];

/** Gives a verb the options that say where jobs are. */
export function addWhere(command: Command): Command {
  for (const option of PLATFORMS.flatMap((platform) => WHERE[platform])) command.addOption(option);
  return command;
}

/** Gives a verb all options of platforms. */
export function addPlatforms(command: Command): Command {
  addWhere(command);
  for (const option of PLATFORMS.flatMap((platform) => JOB[platform])) command.addOption(option);
  return command;
}

/** Whose option it is; undefined of those that mean the same for every platform. */
export const platformOfOption = (long: string | undefined): OwnPlatform | undefined =>
  PLATFORMS.find((platform) => [...WHERE[platform], ...JOB[platform]].some((option) => option.long === long));

/** Refuses options of other platforms, which would be passed over in silence. */
export function requireOwnOptions(platform: string, options: Readonly<Record<string, unknown>>): void {
  const foreign = PLATFORMS.filter((one) => one !== platform)
    .flatMap((one) => [...WHERE[one], ...JOB[one]].map((option) => ({ one, option })))
    .find(({ option }) => options[option.attributeName()] !== undefined);
  if (foreign !== undefined)
    throw new UsageError(
      `${foreign.option.long} is an option for ${foreign.one}, and not for ${platform}; leave it out`,
    );
}

function amount(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('It has to be a number that is not negative.');
  return value;
}

function table(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError('It has to be an object in JSON, such as {"pip": ["torch"]}.');
}
