// What the texts of a configuration may hold; the documents are made from these tables.

/** Stands for the name of any setting: `{overrides.lr}`. */
export const ANY_SETTING = 'overrides.SETTING';

/** Every `{name}`; a rule's own `extract_groups` come on top. */
export const templates = {
  run_id: "The run's id.",
  job_id: "The job's id, as its platform knows it.",
  attempt: 'Number of the attempt, from 1.',
  name: 'What the run is called.',
  output_dir: "The directory in which sigwatch keeps the run's record.",
  log_path: 'The log in which the line stands.',
  checkpoint_path: 'Folder of the checkpoint that the line tells of.',
  step: 'The step of the line, else the last one.',
  error_type: 'Error type of the failure.',
  [ANY_SETTING]:
    'What restarts have made of a setting (`lr`): a value that was set, or that of its option in the command times its factor. In texts of actions and in `override_args`.',
  node: 'The node that the line names; in the path of a log the first one of the job.',
} as const;

/** The names that every `{name}` template may use. */
export const TEMPLATE_NAMES: readonly string[] = Object.keys(templates);

/** What a `{name}` in a log's path may be. */
export const PATH_NAMES = ['run_id', 'job_id', 'attempt', 'name', 'output_dir', 'node'] as const;

/** What a `{name}` in a command may be. Before its start an attempt has no job. */
export const COMMAND_NAMES = {
  start_condition_cmd: ['run_id', 'attempt', 'name', 'output_dir'],
  termination_command: ['run_id', 'job_id', 'attempt', 'name', 'output_dir'],
} as const;

/** What a `{name}` in a policy's text may be, beside the fields of the root. */
export const REASON_NAMES = ['error_type', 'step', 'attempt', 'run_id', 'name', 'node'] as const;

/** What sbatch fills in where a `%` stands before the letter. */
export const pathLetters = {
  j: 'Id of the job; of a task of an array it is not known, see `%A_%a`.',
  J: 'Id of the job, with or without a step.',
  A: 'Id of the array, else of the job.',
  a: "Index of the array's task; any text where the job is no array.",
  b: 'The same modulo 10.',
  x: 'Name of the run.',
  N: 'The node, without its domain; any text where there are several or none is told.',
  n: 'Number of a node in the job: any text.',
  t: 'Number of a task in the job: any text.',
  s: 'Number of a step: any text.',
  u: 'The user; any text where none is known.',
} as const;

/** What `${name:…}` may be. */
export const resolvers: Readonly<Record<string, { readonly usage: string; readonly meaning: string }>> = {
  'oc.env': { usage: `\${oc.env:NAME,default}`, meaning: 'A variable of the environment, as text.' },
  'oc.if': { usage: `\${oc.if:condition,then,else}`, meaning: 'One of two values; the other one is not worked out.' },
  'oc.select': { usage: `\${oc.select:key,default}`, meaning: 'A key that need not be there.' },
  'oc.decode': { usage: `\${oc.decode:value}`, meaning: 'A text, read as the number, truth value or null that it is.' },
};
