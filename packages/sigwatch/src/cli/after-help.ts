/** Below the list of verbs. */
export const AFTER_HELP = `
Example:
  sigwatch init && sigwatch run

Exit codes:
  0 succeeded, or still running   1 failed       2 wrong use or configuration
  3 stopped by the policy         4 stalled or timed out       5 cancelled
  6 degraded   7 unknown          130, 143 interrupted
`;
