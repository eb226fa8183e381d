/**
 * The values that flow through the engine, in the order in which they do. Times are milliseconds since the Unix epoch.
 * All of it is Json: it survives being written to the journal and read back.
 */

/** What can be written to the journal, and read back. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A moment, in ms since the Unix epoch; a span, in ms. */
export type Millis = number;

/** A place in a file that is still valid after renames, truncations, crashes and reused inodes. */
export interface Cursor {
  readonly path: string;
  /** Inode number in decimal; a hint, since inodes are reused. */
  readonly inode: string;
  /** Fingerprint of the file's first bytes: `LENGTH:HEX`. Empty while the file has no byte. */
  readonly head: string;
  /** Fingerprint of the bytes just before `offset`: `LENGTH:HEX`; ends in `:cut` inside the skipped rest of an over-long line. */
  readonly tail: string;
  /** Bytes of whole lines that were handed out. */
  readonly offset: number;
  /** Counts the files that this source has gone through; part of every signal's identity. */
  readonly generation: number;
  /**
   * Rotated siblings that are known: `STATE INODE:HEAD@OFFSET:TAIL@…`. STATE is `=` for the current file, `~` for one that
   * was left and may still be written to, nothing for one that is done with.
   */
  readonly seen: readonly string[];
}

/** What one call of `read` has brought. */
export type Read =
  /** `bytes` of `into` hold whole lines: each ends at `\n`, or at a bare `\r` (never between the two of `\r\n`). `cut`: the last line was longer than the cap; this is its head, the rest was skipped. `end`: nothing stands behind it, as a `caught_up` as of then would say. */
  | {
      readonly kind: 'data';
      readonly bytes: number;
      readonly cursor: Cursor;
      readonly cut?: boolean;
      readonly end?: Millis;
    }
  /** Nothing more to read. The end of the file was seen at or after `asOf`. */
  | { readonly kind: 'caught_up'; readonly asOf: Millis; readonly cursor: Cursor }
  /** What follows is another file, or the same one from its start. `gap`: bytes may have been lost, and why. */
  | {
      readonly kind: 'reset';
      readonly reason: 'truncated' | 'replaced';
      readonly cursor: Cursor;
      readonly gap?: string;
    }
  | { readonly kind: 'blind'; readonly error: Error }
  /** There is more, which was printed behind lines of other sources that nobody has read yet: to be asked again once those were asked. Never for ever. */
  | { readonly kind: 'later' }
  | { readonly kind: 'ended' };

/** How bad a signal is. */
export type Severity = 'warning' | 'error' | 'critical' | 'fatal';

/** How an attempt has failed. */
export type Mode = 'crash' | 'stall' | 'timeout' | 'success';

/** What a rule's line tells: a failure, a mere warning, a step, a checkpoint, a success, or something worth a note. */
export type Kind = 'error' | 'warning' | 'progress' | 'checkpoint' | 'success' | 'notice';

/** How the pattern of a rule is read. */
export type PatternType = 'regex' | 'substring' | 'dissect' | 'json' | 'logfmt';

/** A component as YAML names it; `config` is everything beside `class_name`. */
export interface ComponentConfig {
  readonly class_name: string;
  readonly [key: string]: Json | undefined;
}

/** What a rule may show a run as at once: it goes on, and something is wrong with it. */
export type Shown = 'degraded' | 'stalled' | 'timed_out';

/** What a rule's state says of a hit; what the rule itself says comes first. */
export interface StateMeaning {
  /** How the attempt ends when the hit is its root; none for a mere note. */
  readonly mode?: Mode;
  /** What the run is from the hit on until the rule's operator tells that it is over. It decides nothing. */
  readonly shows?: Shown;
  readonly error_type?: string;
  readonly subsystem?: string;
  readonly severity?: Severity;
  readonly lasting?: boolean;
  /** A failure that lasts is confirmed once it has been so for this long (ms), while steps go on. */
  readonly confirm_after?: Millis;
  readonly suffices?: boolean;
  readonly remedy?: string;
}

/** Something wrong with a config value. `path` leads to it inside the component, `column` (1-based) into its text. */
export interface ConfigProblem {
  readonly path: readonly (string | number)[];
  readonly column?: number;
  readonly message: string;
  /** The template's name that is unknown, where that is what is wrong. */
  readonly name?: string;
}

/** An error of a JSON Schema, in the form that ajv has. */
export interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly data?: unknown;
  readonly parentSchema?: object;
}

/** What YAML says of a component beside its `class_name`. */
export type Settings = Readonly<Record<string, Json | undefined>>;

/** Signals by what they are; all that is named must agree. */
export interface SignalSelector {
  readonly signal?: string;
  readonly kind?: Kind;
  readonly error_type?: string;
  readonly subsystem?: string;
  readonly metadata?: Readonly<Record<string, Json>>;
}

/** An operator, and where the signals come from that it is given. */
export interface When {
  readonly operator: ComponentConfig;
  /** By role: `input`, else the rule's own hits; further ones are named by the operator (`reset_on`, places of a sequence). */
  readonly inputs: Readonly<Record<string, readonly SignalSelector[]>>;
  /** The sentence of its signals, with `{field}` templates. */
  readonly message?: string;
  /** ms in which each group is told once at most. */
  readonly throttle?: Millis;
}

/**
 * What a signal and what is decided on it are cited by. `id` is the rule's name, which stays what it is within its pack;
 * a rule of no pack is told by the name of its file.
 */
export interface RuleRef {
  readonly id: string;
  readonly pack?: string;
  /** Of the pack; none of a pack that stands in code. */
  readonly version?: string;
  /** Without its folder. */
  readonly file?: string;
}

/** A pack as a run was begun with it. */
export interface PackVersion {
  readonly name: string;
  readonly version: string;
  /** First 16 hexadecimal digits of the SHA-256 of what its files say (`plugin.yaml`, monitors and policies, without tests). */
  readonly hash: string;
}

/** A validated rule. Snake-case keys are those of YAML, so that a rule reads the same everywhere. */
export interface Rule {
  readonly name: string;
  /** Who it is for those who read of its signals. It changes nothing of what the rule does. */
  readonly ref?: RuleRef;
  /** Without one the rule has no hits of its own: its operator takes other signals. */
  readonly pattern?: string;
  readonly pattern_type: PatternType;
  readonly flags?: string;
  /** A line that also matches this RE2 pattern is no hit. */
  readonly unless?: string;
  /** A line that only repeats a text (a shell trace, a dump of settings) is a hit of this failure as well. */
  readonly count_echoes?: boolean;
  /** At most this many lines of the block that begins with the line are kept. A traceback is followed to its exception line however long it is. */
  readonly lines?: number;
  /** Field name → group name, group index, or `match` for the whole match. Without it every named group is a field. */
  readonly extract_groups?: Readonly<Record<string, string | number>>;
  readonly kind: Kind;
  readonly mode?: Mode;
  /** As `StateMeaning.shows`. */
  readonly shows?: Shown;
  readonly error_type?: string;
  readonly subsystem?: string;
  readonly severity: Severity;
  /** Names of error types or signals (or `*`): when one is in the incident, this signal is its consequence. */
  readonly symptom_of: readonly string[];
  /** For how long (ms) this may have caused a failure that shows later. */
  readonly latent?: Millis;
  /** The platform's or the kernel's own reason why the job ended: outranks what the program says. */
  readonly platform?: boolean;
  /** The failure is a lasting condition (a metric, a failed write): steps that go on do not disprove it. */
  readonly lasting?: boolean;
  /** As `StateMeaning.confirm_after`. */
  readonly confirm_after?: Millis;
  /** A success line that ends the run by itself, without the job's own word. */
  readonly suffices?: boolean;
  /** One of its actions ends the run at a hit. */
  readonly terminates?: boolean;
  readonly remedy?: string;
  readonly actions: readonly ComponentConfig[];
  /** The operator that its hits, or other signals, go through. */
  readonly when?: When;
  /** Its hits only feed the operator of another rule: nobody else sees them. */
  readonly internal?: boolean;
  readonly metadata: Readonly<Record<string, Json>>;
}

/** A rule that lines can hit. */
export type PatternRule = Rule & { readonly pattern: string };

/** Standard names whatever the software calls them; numbers, of which NaN and infinities are written as strings. */
export type Fields = Readonly<Record<string, string | number>>;

/** A rule matched, an operator fired, or the platform changed the job's state. */
export interface Signal {
  /** Identity: never journaled twice. */
  readonly id: string;
  readonly name: string;
  /** The rule that it is of; none of steps, and of what the platform or sigwatch itself tells. */
  readonly rule?: RuleRef;
  readonly kind: Kind;
  readonly mode?: Mode;
  /** As `StateMeaning.shows`. */
  readonly shows?: Shown;
  readonly error_type?: string;
  readonly subsystem?: string;
  readonly severity: Severity;
  readonly source: string;
  /** 1-based; lines are counted by `\n`, as editors and grep do. 0: not from a line. */
  readonly line: number;
  /** Byte offset of the line's start. */
  readonly offset: number;
  /** The line's own time, corrected and monotone per source. */
  readonly time: Millis;
  readonly text: string;
  /** The lines that belong to it (a traceback), when the rule asks for a block. */
  readonly block?: readonly string[];
  readonly fields: Fields;
  /** Position of the rule in its pack; platform signals have -1. */
  readonly order: number;
  readonly symptom_of: readonly string[];
  readonly latent?: Millis;
  readonly platform?: boolean;
  /** The job's own last word of why it ended (`LogSource.last_word`): no step disproves it. A cause (`platform`) outranks the log and not the platform. */
  readonly last_word?: true;
  readonly lasting?: boolean;
  /** As `StateMeaning.confirm_after`. */
  readonly confirm_after?: Millis;
  /** Its own line tells a step, and shows that the metric that it is about has not failed. */
  readonly contradicted?: boolean;
  readonly suffices?: boolean;
  /** What an operator holds apart by `by`; its recovery is told of the same group. */
  readonly group?: string;
  /** The condition that the rule of this name has told of is over. */
  readonly resolved?: boolean;
  /** Its operator tells of its end. Nothing else ends it where it is lasting, or shown at once. */
  readonly until_resolved?: boolean;
  /** Every source was read up to its moment, and what was awaited was not there. */
  readonly absence?: boolean;
  /** Its line is of a source that stands beside the job (`LogSource.beside`). */
  readonly beside?: true;
  /** Its line may be older than what was read before it (`LogSource.late`). */
  readonly late?: true;
  readonly internal?: boolean;
  /** A TerminationAction belongs to it: the run ends here, without a restart. */
  readonly terminates?: boolean;
  readonly remedy?: string;
  readonly metadata: Readonly<Record<string, Json>>;
}

/** What an operator puts out. */
export interface Firing {
  readonly text: string;
  readonly from?: Signal;
  readonly fields?: Signal['fields'];
  readonly group?: string;
  /** Active time of what no line tells. */
  readonly at?: Millis;
  /** What the rule told of this group before is over. */
  readonly resolved?: boolean;
  /** It follows from everything having been read, and from what was awaited not being there. */
  readonly absence?: boolean;
}

/** `held`: exists but does not run until it is released. */
export interface SubmitHow {
  readonly notAfter: Millis;
  readonly held: boolean;
}

/** The jobs of a key. */
export interface FoundJobs {
  readonly jobs: readonly JobRef[];
  readonly complete: boolean;
  readonly asOf: Millis;
}

/** `id` is `adapter:native id`; `incarnation` tells reused ids and requeues apart. */
export interface JobRef {
  readonly id: `${string}:${string}`;
  readonly incarnation: string;
}

/** The state of a job in sigwatch's words, whatever its platform calls it. */
export type JobState =
  | 'pending'
  | 'running'
  | 'suspended'
  | 'completing'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'timed_out';

/** What the platform says. A job that it does not mention is unknown, never gone. */
export interface JobStatus {
  readonly job: JobRef;
  readonly state: JobState;
  readonly exit_code?: number;
  readonly signal?: string;
  /** The platform's own word, such as OUT_OF_MEMORY, NODE_FAIL, PREEMPTED, TIMEOUT. */
  readonly reason?: string;
  /** For people. Of a job that waits only where somebody has to do something, since it is told. */
  readonly detail?: string;
  readonly started_at?: Millis;
  readonly ended_at?: Millis;
  readonly nodes?: readonly string[];
  /** When the platform will end it. */
  readonly ends_at?: Millis;
  /** Whose hand ended it, of a cancelled one; missing where nobody tells. `sigwatch`: a supervisor of this or another run. */
  readonly ended_by?: 'owner' | 'admin' | 'platform' | 'sigwatch';
  /** The platform has begun it anew by itself: this is the next incarnation, and the status is how the last one ended. */
  readonly successor?: JobRef;
  /** When the platform was asked, on sigwatch's clock, where one answer serves several: not after the look itself. */
  readonly as_of?: Millis;
}

/** A job that exists already. */
export interface KnownJob {
  readonly job: JobRef;
  /** What the platform calls it. */
  readonly name?: string;
  /** What submits it anew, as far as the platform tells: without it the job can be followed and not started again. */
  readonly command?: { readonly argv: readonly string[]; readonly cwd: string };
}

/** What a cluster has, and what of it is taken by anybody. */
export interface ClusterUse {
  readonly gpus: { readonly total: number; readonly used: number };
  readonly cpus: { readonly total: number; readonly used: number };
  /** What is asked for and can't be had now, as the platform words it. */
  readonly pending: readonly string[];
  /** Nodes that the platform counts as dead. */
  readonly dead_nodes: readonly string[];
}

/** What a command put out on one node. */
export interface Executed {
  readonly node: string;
  /** Both outputs, cut at some size. */
  readonly output: string;
  /** Missing when it was ended by a signal or by the time limit. */
  readonly exit_code?: number;
}

/** A job to be submitted. */
export interface JobSpec {
  readonly run_id: string;
  readonly attempt: number;
  /** argv; never a shell's text. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The job that this one goes on for; it has ended. */
  readonly previous?: JobRef;
  /** Nodes that must not be used. */
  readonly exclude_nodes?: readonly string[];
  /** It does not begin before; only where the adapter `delays`. */
  readonly not_before?: Millis;
}

/** The last line that a job has printed, as far as any was read. */
export interface LastWords {
  readonly text: string;
  readonly source?: string;
  /** When it was printed, as far as the log tells. */
  readonly at?: Millis;
}

/** What the pure engine is told. Json, ordered per source; the record of a live run is a list of these. */
export type EngineEvent = { readonly at: Millis } & (
  | { readonly type: 'signal'; readonly signal: Signal }
  /** Lines were printed, the last of them at `time`. Without a source: by some that were read to their end before. */
  | { readonly type: 'output'; readonly source?: string; readonly time: Millis; readonly lines: number }
  /** Sources that were found. None of them counts as read to its end until a watermark names it. */
  | { readonly type: 'found'; readonly sources: readonly string[] }
  /**
   * The source, and each of the others, is read up to `as_of`. Without a source: every one that was read to its end
   * before is, but those that are blind or have ended.
   */
  | {
      readonly type: 'watermark';
      readonly source?: string;
      readonly others?: readonly string[];
      readonly as_of: Millis;
    }
  /** The source, and each of the others, can't be read. They stay so until a watermark names them. */
  | { readonly type: 'blind'; readonly source: string; readonly others?: readonly string[]; readonly error: string }
  | { readonly type: 'source_ended'; readonly source: string }
  /** Something about the reading that a person should know: a line that was cut, bytes that could not be read. */
  | { readonly type: 'notice'; readonly source: string; readonly line: number; readonly text: string }
  | { readonly type: 'job'; readonly status: JobStatus }
  | { readonly type: 'job_unknown'; readonly error: string }
  /** After a final state every source was reopened and read to its end twice. */
  | { readonly type: 'drained'; readonly last_words?: LastWords }
  | { readonly type: 'tick' }
  | { readonly type: 'command'; readonly command: EngineCommand }
);

/** What the engine learns of. */
export type EngineCommand = 'stop' | 'pause' | 'resume' | 'restart';

/** What a person asks of a run. Of `checkpoint`, which its program is asked for, and `reload` of the rules the engine learns nothing by itself. */
export type Command = EngineCommand | 'checkpoint' | 'reload';

/** The state of a run. */
export type RunState =
  | 'pending'
  | 'running'
  | 'degraded'
  | 'stalled'
  | 'succeeded'
  | 'failed'
  | 'timed_out'
  | 'cancelled'
  | 'unknown';

/** A step that a line has told. */
export interface Progress {
  readonly step: number;
  readonly total?: number;
  readonly at: Millis;
  readonly fields: Fields;
}

/** How sure a root cause is. */
export type Confidence = 'high' | 'medium' | 'low';

/** Who failed, as far as lines name it: nothing of it is guessed. */
export interface Culprit {
  readonly rank?: number;
  /** Number of the process on its node, where its log tells only that. */
  readonly local_rank?: number;
  readonly node?: string;
  /** Its index, or its address on the bus. */
  readonly gpu?: string;
}

/** Every signal of one failure of one attempt, with one root cause. */
export interface Incident {
  /** run/attempt/ordinal */
  readonly id: string;
  readonly mode: Mode;
  readonly root: Signal;
  readonly signals: readonly Signal[];
  /** Ids of the signals that the root explains. */
  readonly explained: readonly string[];
  readonly progress: Progress | 'unknown';
  readonly confidence: Confidence;
  readonly culprit?: Culprit;
}

/** What was spent, by cause and in total; kept over crashes. */
export interface Ledger {
  readonly by_mode: Readonly<Record<string, number>>;
  readonly by_type: Readonly<Record<string, number>>;
  readonly total: number;
  /** Highest step at the last failure; the budget comes back only for steps beyond it. */
  readonly step_at_failure?: number;
  readonly failures: readonly {
    readonly root: string;
    readonly error_type: string;
    readonly step: number | 'unknown';
    readonly attempt: number;
  }[];
  /** Settings that restarts have changed: what is in force. */
  readonly overrides?: Json;
}

/** What is done about an incident, and why. */
export interface Decision {
  readonly action: 'restart' | 'stop' | 'ignore';
  /** One sentence that a person can read. */
  readonly reason: string;
  readonly mode: Mode;
  readonly error_type: string;
  readonly restarts_used: number;
  readonly max_retries: number;
  /** ms to wait before the new attempt is submitted. */
  readonly delay?: Millis;
  /** Whether the new attempt is given a verified checkpoint. */
  readonly resume?: 'latest_verified' | 'older_verified' | 'before_failure';
  /** `stop`: where the run has made steps and no whole checkpoint is found, it ends instead of starting over. */
  readonly no_checkpoint_found?: 'stop';
  readonly exclude_nodes?: readonly string[];
  /** ms for which they are not used. */
  readonly exclude_for?: Millis;
  /** All that is in force then, as JSON in SIGWATCH_OVERRIDES; without it what was in force stays so. */
  readonly overrides?: Json;
  /** Settings that it would change, and that stand at their bounds. */
  readonly at_bound?: readonly string[];
  /** What happens to a job that is still alive when the decision is to stop. */
  readonly on_stop?: 'cancel' | 'leave';
}

/** What an action is told of what it is for. */
export interface ActionContext {
  readonly run_id: string;
  readonly attempt: number;
  readonly job?: JobRef;
  /** Values for `{name}` templates. */
  readonly values: Readonly<Record<string, string>>;
  readonly signal?: Signal;
  /** Stable over retries, so that an action can be idempotent. */
  readonly key: string;
  /** The run's directory; what an action writes goes below `actions/` in it. */
  readonly directory: string;
}

/** `final`: trying again can't help. `note`: what the engine writes into the run's record. */
export interface ActionResult {
  readonly ok: boolean;
  readonly detail: string;
  readonly final?: boolean;
  readonly note?: Note;
}

/** One line in the run's record, as `history` shows it. */
export interface Note {
  readonly time: Millis;
  readonly note: string;
  readonly signal: string | null;
  readonly fields: Readonly<Record<string, string | number>>;
}

/** ms before the first retry, factor, ms at the most, and the share by which it varies. */
export interface RetryBackoff {
  readonly initial: Millis;
  readonly factor: number;
  readonly max: Millis;
  readonly jitter: number;
}

/** What happened to a run that people may want to be told of. `restarted`, `gave_up`: what was decided; `recovered`: a problem is over. */
export type Transition =
  | 'started'
  | 'degraded'
  | 'stalled'
  | 'timed_out'
  | 'failed'
  | 'restarted'
  | 'gave_up'
  | 'recovered'
  | 'succeeded'
  | 'cancelled';

/** One piece of news, whole: a notifier shows what it can of it. What is not known is missing, and nothing in it is a secret. */
export interface Notice {
  readonly run_id: string;
  readonly name: string;
  readonly attempt: number;
  readonly at: Millis;
  readonly transition: Transition;
  readonly state: RunState;
  readonly severity: Severity;
  readonly title: string;
  /** All of it in plain text, for who shows nothing else. */
  readonly text: string;
  /** The same whenever this very news is sent again, by any life of sigwatch; a reminder has that of what it reminds of. */
  readonly dedup_key: string;
  /** What it is about, from the first news of it until it is `resolved`. */
  readonly problem?: string;
  readonly resolved?: true;
  readonly incident?: string;
  /** One sentence. */
  readonly reason: string;
  readonly root?: {
    readonly signal: string;
    readonly error_type?: string;
    readonly source: string;
    /** 1-based; 0: not from a line. */
    readonly line: number;
    readonly text: string;
  };
  /** The remedy, with its fields. */
  readonly action_required?: string;
  readonly instance?: string;
  readonly node?: string;
  readonly phase?: string;
  readonly step?: number;
  readonly total?: number;
  readonly duration_seconds?: number;
  /** What the run has cost until then; missing where nobody has named prices. */
  readonly cost?: CostSummary;
  readonly last_line?: string;
  /** Where its log is: a path, or the address of an object. */
  readonly log?: string;
  readonly links: readonly { readonly name: string; readonly url: string }[];
  readonly decision?: {
    readonly action: Decision['action'];
    /** Which restart this is, and how many there may be. */
    readonly restart?: number;
    readonly max_retries: number;
    readonly resume_from?: string;
  };
  /** 1 for the first reminder of a problem that is not over. */
  readonly reminder?: number;
  /** Of several at once: each that it stands for, in order; `dedup_key` is made of theirs, and what is not said here is of the first. */
  readonly runs?: readonly Pick<
    Notice,
    'run_id' | 'name' | 'attempt' | 'transition' | 'reason' | 'dedup_key' | 'problem' | 'resolved'
  >[];
}

/** What came of a notice that was sent. */
export interface Sent {
  /** For people: what the other side said. */
  readonly detail?: string;
  /** Handed to the next `send` of the same run to the same notifier: the place of its thread, for example. */
  readonly keep?: Json;
}

/** What `--format jsonl` prints, the event log holds and the terminal view is drawn from: schemas/event.schema.json. */
export interface SigwatchEvent {
  readonly timestamp: string;
  readonly event_type: EventType;
  readonly run_id: string;
  readonly attempt: number;
  readonly data: Readonly<Record<string, Json | undefined>>;
}

/** What an event tells; its `data` follows from it. */
export type EventType =
  | 'run_started'
  | 'attempt_started'
  | 'progress'
  | 'signal'
  | 'state_changed'
  | 'incident_opened'
  | 'incident_closed'
  | 'decision'
  | 'action'
  | 'notice'
  | 'gpu_stats'
  | 'rules_reloaded'
  | 'attempt_ended'
  | 'run_ended';

/** Who holds a run. A commit with an older epoch is refused, so that two supervisors can't both act. */
export interface Lease {
  readonly run_id: string;
  readonly epoch: number;
  /** The run's own, where `load` tells it only of a run that has been committed. */
  readonly directory?: string;
}

/** The process that holds a run. */
export interface LeaseOwner {
  readonly host: string;
  readonly pid: number;
  readonly started_at: string;
}

/** A side effect that was decided and not yet known to be done. */
export interface OutboxEntry {
  readonly key: string;
  readonly attempt: number;
  readonly kind: string;
  readonly payload: Json;
  readonly status: 'queued' | 'running' | 'done' | 'failed';
  readonly tries: number;
  readonly not_before: Millis;
  readonly result?: string;
}

/** One transaction: all of it or nothing. Absent keys leave what is stored as it is. */
export interface Batch {
  /** Replaces the run's snapshot (ledger, protocol, how it stands with the attempt). */
  readonly snapshot?: Json;
  /** Replaces the engine's state, written as Json: as it is after every input of the record, those of this batch among them. */
  readonly engine?: string;
  /** How far sources are read, by their ids: those that moved. There may be thousands, so that they are no part of the snapshot. */
  readonly sources?: readonly (readonly [id: string, state: Json])[];
  /** Forgets what was kept of sources, before it keeps those of this batch. */
  readonly sources_anew?: boolean;
  /** Replaces what `list` shows. */
  readonly summary?: RunSummary;
  /** Engine inputs of this batch, for exact replay. */
  readonly record?: readonly Json[];
  /** Events to append to the run's log, in order. */
  readonly events?: readonly SigwatchEvent[];
  readonly outbox?: readonly OutboxEntry[];
  /** Ids of commands that were taken. */
  readonly commands_done?: readonly number[];
  /** An intent: must survive a power failure before the world is touched. */
  readonly durable?: boolean;
}

/** What a run has cost: money in `currency` (ISO 4217); `null` is not known, and never nothing. */
export interface CostSummary {
  readonly currency: string;
  readonly total: number | null;
  /** Of it what came to nothing: from the last whole checkpoint to the end of each attempt that failed. */
  readonly wasted: number | null;
  /** Time that is paid for. */
  readonly seconds: number;
  readonly wasted_seconds: number;
  readonly gpu_type: string | null;
  readonly gpu_count: number | null;
  readonly per_gpu_hour: number | null;
  /** The day of the prices: 2026-09-19. */
  readonly prices_as_of: string | null;
  /** Why it is not known, and what to do. */
  readonly not_known: string | null;
}

/** A run in a list of runs. */
export interface RunSummary {
  readonly run_id: string;
  readonly name: string;
  readonly state: RunState;
  readonly attempt: number;
  readonly job?: string;
  readonly jobs: readonly string[];
  readonly restarts: number;
  readonly started_at: Millis;
  readonly updated_at: Millis;
  readonly ended_at?: Millis;
  readonly step?: number;
  readonly total?: number;
  readonly root?: string;
  readonly decision?: string;
  /** Notices that are not delivered yet, and those that nobody took; missing where there are none. */
  readonly undelivered?: number;
  readonly dead_letters?: number;
  /** What it has cost by `updated_at`; missing where nobody has named prices. */
  readonly cost?: CostSummary;
}

/** All that is kept of a run, but its events and its record. */
export interface StoredRun {
  readonly summary: RunSummary;
  readonly snapshot: Json | undefined;
  /** The engine's state, after the first `taken` inputs of the record; what it is now follows from those after them. */
  readonly engine?: { readonly state: Json; readonly taken: number };
  /** How far sources are read, in the order in which they were met. */
  readonly sources: readonly (readonly [id: string, state: Json])[];
  /** Every entry, those that are done too. */
  readonly outbox: readonly OutboxEntry[];
  /** Events written so far. */
  readonly events: number;
  readonly directory: string;
}
