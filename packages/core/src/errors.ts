/** What an error means to who calls sigwatch: where it comes from, and what to do about it. */
export interface ErrorMeaning {
  /** Its class. */
  readonly error: string;
  /** The package that exports it. */
  readonly from: string;
  /** When it is thrown, in a sentence. */
  readonly when: string;
  /** What to do, in a sentence. */
  readonly remedy: string;
}

/**
 * Every error that leaves sigwatch, by its `code`: a word that stays the same over releases, also where the class is that of
 * another copy of a package.
 */
export const errorCodes = {
  config_invalid: {
    error: 'ConfigError',
    from: '@sigwatch/core',
    when: "A monitor, a restart policy, a pack or a sigwatch.yaml can't be used. `findings` has all that is wrong, each with its place.",
    remedy: 'Mend what the findings name; `sigwatch rules lint` prints them.',
  },
  patterns_invalid: {
    error: 'PatternsError',
    from: '@sigwatch/core',
    when: 'Patterns that were given to `compileRules` are no RE2. `findings` has each with its rule and column.',
    remedy: 'Write them as RE2 has them: no lookaround, no backreference.',
  },
  plugin_unusable: {
    error: 'PluginError',
    from: '@sigwatch/core',
    when: 'A plugin is for another version of sigwatch, has a component without a schema, or one whose `class_name` is taken.',
    remedy: 'Install another version of it, or leave one of the two plugins out.',
  },
  package_missing: {
    error: 'MissingPackageError',
    from: '@sigwatch/core',
    when: 'What was asked for needs a package that only some need, and that is not installed: `package_name`.',
    remedy: 'Install it beside sigwatch, as the message says.',
  },
  argument_invalid: {
    error: 'ArgumentError',
    from: '@sigwatch/core',
    when: "A function was called with what it can't take.",
    remedy: 'Call it as its types say.',
  },
  submission_refused: {
    error: 'RefusedError',
    from: '@sigwatch/core',
    when: "The platform's definite no to a submission: no job was made. Adapters throw it.",
    remedy: "Its message holds the platform's words.",
  },
  submission_unsupported: {
    error: 'CannotSubmitError',
    from: '@sigwatch/core',
    when: "The adapter can't submit jobs, and a run was to be started or restarted.",
    remedy: 'Use an adapter with `submission`, or the policy NoRestartPolicy.',
  },
  time_limit: {
    error: 'TimeLimitError',
    from: '@sigwatch/core',
    when: 'An adapter did not answer in time. What it was asked for may still happen.',
    remedy: 'Ask again; nothing is started twice.',
  },
  unanswered: {
    error: 'UnansweredError',
    from: '@sigwatch/core',
    when: 'Who was asked gave no answer that tells anything. `started` and `missing` say how far it came.',
    remedy: 'See that the server or the program is there; nothing follows from its silence.',
  },
  supervision_timeout: {
    error: 'TimeoutReached',
    from: '@sigwatch/core',
    when: 'Supervision came to its own `timeout`.',
    remedy: 'The job was left as it is; take the run up again by its name.',
  },
  job_not_found: {
    error: 'JobNotFoundError',
    from: '@sigwatch/core',
    when: 'The platform knows no job of the name.',
    remedy: 'List the jobs there and name one of them.',
  },
  no_checkpoint_found: {
    error: 'NoCheckpointError',
    from: '@sigwatch/core',
    when: 'No complete checkpoint is in the folder.',
    remedy: 'Name the folder that the training writes to, or begin without one.',
  },
  copy_failed: {
    error: 'CopyError',
    from: '@sigwatch/core',
    when: 'A checkpoint could not be copied. `side` says whether the source or the target failed, `passing` that it is no sign of trouble.',
    remedy: 'See that the folder of the copies is mounted, may be written, and has room.',
  },
  permission_denied: {
    error: 'PermissionDeniedError',
    from: '@sigwatch/core',
    when: 'A platform or a file system does not let us.',
    remedy: 'Give the user that runs sigwatch the right that the message names.',
  },
  kubectl_not_configured: {
    error: 'KubectlMissingError',
    from: '@sigwatch/core',
    when: '`kubectl` is not there, or has no cluster.',
    remedy: 'See that `kubectl get pods` answers.',
  },
  try_later: {
    error: 'TryLaterError',
    from: '@sigwatch/core',
    when: 'A receiver of notices asks to be left alone until `at`. Notifiers throw it.',
    remedy: 'None: the notice is sent then.',
  },
  undeliverable: {
    error: 'UndeliverableError',
    from: '@sigwatch/core',
    when: 'A receiver will never take the notice. Notifiers throw it.',
    remedy: 'Mend what its message names, then `sigwatch notify retry`.',
  },
  location_invalid: {
    error: 'LocationError',
    from: '@sigwatch/heartbeat',
    when: 'A text is no place of heartbeats.',
    remedy: 'Give `s3://BUCKET/PREFIX/RUN` or `heartbeat:DIRECTORY/RUN`.',
  },
  volume_unreadable: {
    error: 'VolumeError',
    from: '@sigwatch/adapter-modal',
    when: 'A Volume of Modal could not be read.',
    remedy: 'See that `modal volume ls` shows it.',
  },
  lease_held: {
    error: 'LeaseHeldError',
    from: '@sigwatch/store',
    when: 'Another process supervises the run.',
    remedy: 'Watch it by `sigwatch status`, or end it by `sigwatch stop`.',
  },
  lease_lost: {
    error: 'LeaseLostError',
    from: '@sigwatch/store',
    when: 'Another process has taken the run over; nothing was written.',
    remedy: 'See `sigwatch status`.',
  },
  run_id_invalid: {
    error: 'StoreError',
    from: '@sigwatch/store',
    when: 'A text is no name of a run.',
    remedy: 'Use 1 to 128 of A-Z a-z 0-9 . _ - and no dot at the start.',
  },
  run_unknown: {
    error: 'StoreError',
    from: '@sigwatch/store',
    when: 'There is no run of the name.',
    remedy: '`sigwatch status` lists the runs.',
  },
  state_directory_unusable: {
    error: 'StoreError',
    from: '@sigwatch/store',
    when: "The state directory can't be made or written.",
    remedy: 'Choose another one by `stateDir`, `--state-dir` or `SIGWATCH_STATE_DIR`.',
  },
  journal_damaged: {
    error: 'StoreError',
    from: '@sigwatch/store',
    when: 'The journal of a run is no database any more.',
    remedy: 'Move it away and start the run again.',
  },
  journal_unusable: {
    error: 'StoreError',
    from: '@sigwatch/store',
    when: "The journal can't be opened or written.",
    remedy: 'Check permissions and free space of its file system.',
  },
  journal_newer: {
    error: 'StoreError',
    from: '@sigwatch/store',
    when: 'A newer sigwatch has written the journal.',
    remedy: 'Upgrade sigwatch, or choose another name for the run.',
  },
  journal_mode_invalid: {
    error: 'StoreError',
    from: '@sigwatch/store',
    when: '`SIGWATCH_JOURNAL_MODE` has another value than `wal` and `truncate`.',
    remedy: 'Set one of them, or none.',
  },
  store_read_only: {
    error: 'StoreError',
    from: '@sigwatch/store',
    when: 'A store that was opened for reading was to be written.',
    remedy: 'Open it without `readOnly`.',
  },
} as const satisfies Readonly<Record<string, ErrorMeaning>>;

/** What every error of sigwatch has as its `code`. */
export type ErrorCode = keyof typeof errorCodes;

/** A function was called with what it can't take. */
export class ArgumentError extends TypeError {
  override readonly name = 'ArgumentError';
  /** What it is known by, over all copies of this package. */
  readonly code: ErrorCode = 'argument_invalid';
}
