/** Probabilities (0 to 1) of each way to lie; absent is never. */
export interface Faults {
  /** A definite no to a submission. */
  readonly refuses?: number;
  /** A submission does nothing and gives no useful answer. */
  readonly submit_ignored?: number;
  /** A submission acts later, up to its `notAfter`, and its reply is lost. */
  readonly orphans?: number;
  /** One submission makes two jobs. Two plain ones run at once, which no client can prevent. */
  readonly plain_twins?: number;
  /** One submission makes two jobs, neither of which runs until it is released. */
  readonly held_twins?: number;
  /** Submit and cancel act, and then reject. */
  readonly reply_lost?: number;
  /** What fails or loses its reply does so by never answering. */
  readonly hangs?: number;
  /** `find` says that there is no job, completely, whatever there is. */
  readonly wrong_no?: number;
  /** `find` leaves jobs out and says so. */
  readonly incomplete?: number;
  /** `find` rejects. */
  readonly find_fails?: number;
  /** `status` rejects. */
  readonly status_fails?: number;
  /** A job is missing in the answer. */
  readonly status_missing?: number;
  /** `cancel` rejects, and nothing happens. */
  readonly cancel_fails?: number;
  /** Accepted, and nothing happens. */
  readonly cancel_lost?: number;
  /** Accepted, and acts up to 5 minutes later. */
  readonly cancel_late?: number;
  /** `release` rejects, and nothing happens. */
  readonly release_fails?: number;
  /** The job is released, the call rejects. */
  readonly release_reply_lost?: number;
}

/** All names, for generators of fault schedules. */
export const faultNames = [
  'refuses',
  'submit_ignored',
  'orphans',
  'plain_twins',
  'held_twins',
  'reply_lost',
  'hangs',
  'wrong_no',
  'incomplete',
  'find_fails',
  'status_fails',
  'status_missing',
  'cancel_fails',
  'cancel_lost',
  'cancel_late',
  'release_fails',
  'release_reply_lost',
] as const satisfies readonly (keyof Faults)[];
