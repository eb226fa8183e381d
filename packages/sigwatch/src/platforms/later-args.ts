import type { RunOptions } from '@sigwatch/core';

type LaterArgs = Pick<RunOptions, 'resume_args' | 'override_args'>;

/** Of an adapter's settings those that say what a later attempt's command gets, where they are given. */
export const laterArgsOf = ({ resume_args, override_args }: LaterArgs): LaterArgs => ({
  ...(resume_args === undefined ? {} : { resume_args }),
  ...(override_args === undefined ? {} : { override_args }),
});
