import { bothOf, type Discovery, type RunOptions } from '@sigwatch/core';

/** The logs of a run and, beside them, what somebody else tells of it. */
export const logsBeside =
  (logs: RunOptions['logs'], beside: Discovery): NonNullable<RunOptions['logs']> =>
  (known) =>
    logs === undefined ? beside : bothOf([logs(known), beside]);
