import { type Find, isAtWork } from './facts.js';

/** How much a restart would lose. */
export const checkpointIssues: Find = (facts) => {
  const { checkpoints, checkpoint_error, limits } = facts;
  if (checkpoint_error !== undefined)
    return [
      {
        code: 'checkpoint_unreadable',
        severity: 'warning',
        text: 'The directory of checkpoints could not be read from here.',
        fix: 'Look whether its file system is there, and may be read; what lies on a node or in a pod alone has to be mounted here: a restart would find no checkpoint either.',
      },
    ];
  const { age_seconds, latest_step } = checkpoints;
  if (age_seconds === null || age_seconds <= limits.checkpoint_age || !isAtWork(facts)) return [];
  const hours = Math.round(age_seconds / 360) / 10;
  return [
    {
      code: 'checkpoint_old',
      severity: 'warning',
      text: `The newest whole one of the checkpoints${latest_step === null ? '' : `, number ${latest_step},`} is ${hours} h old.`,
      fix: 'Look whether checkpoints are still written, and how often: all since then would be lost with a restart.',
    },
  ];
};
