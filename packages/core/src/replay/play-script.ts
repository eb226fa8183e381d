import type { EngineEvent, JobStatus, Millis, SigwatchEvent } from '../contract.js';
import { Intake } from '../intake/intake.js';
import { BLOCK_WAIT } from '../intake/track.js';
import { LastLine } from '../last-line.js';
import { compileRules } from '../match/compile-rules.js';
import type { Matcher } from '../match/types.js';
import { finalStates } from '../run/platform.js';
import { type Judges, Player, type World } from './player.js';
import { type Happening, type Script, type ScriptedJob, sourcesOf } from './script.js';
import { momentOf, startOf, statedIn } from './script-time.js';
import { ScriptedSource } from './scripted-source.js';

/** What happens, and what judges it. */
export interface ScriptOptions extends Judges {
  readonly script: Script;
  /** The monitor's rules, where they are compiled already. */
  readonly matcher?: Matcher;
}

/**
 * The live engine on what a script says that happens: lines are read as they are printed, the job and every source are
 * looked at when a deadline asks for it, and the only clock is the script's. What is open at its end settles as in a replay.
 */
export async function* playScript(options: ScriptOptions): AsyncGenerator<SigwatchEvent> {
  const stage = new Stage(options);
  try {
    yield* stage.begin();
    for (const happening of options.script.happenings) yield* stage.happen(happening);
    yield* stage.end();
  } finally {
    await stage.close();
  }
}

class Stage implements World {
  readonly has_job: boolean;
  readonly lastLine = new LastLine();
  readonly #script: Script;
  readonly #player: Player;
  readonly #intake: Intake;
  readonly #sources: ReadonlyMap<string, ScriptedSource>;
  #now: Millis;
  #job: ScriptedJob;
  /** How often the job was started anew. */
  #incarnation = 1;
  /** The job is final, and its logs are still to be read to their end. */
  #drains = false;
  /** When what was printed last, a block perhaps, can be taken for complete. */
  #quiet: Millis | undefined;

  constructor(options: ScriptOptions) {
    const { script } = options;
    this.#script = script;
    this.#now = startOf(script);
    const [first] = script.happenings;
    this.#job = first?.job ?? { state: 'running' };
    this.has_job = script.happenings.some(({ job }) => job !== undefined);
    const now = () => this.#now;
    this.#sources = new Map(sourcesOf(script).map((id) => [id, new ScriptedSource(id, now)]));
    const sources = [...this.#sources.values()];
    this.#intake = new Intake({
      discovery: {
        async *sources() {
          yield* sources;
        },
      },
      matcher: options.matcher ?? compileRules(options.monitor.rules),
      attempt: 1,
      now,
      replay: false,
      states: new Map(),
      onPrinted: this.lastLine.take,
    });
    this.#player = new Player(options, this);
  }

  seen(at: Millis): readonly EngineEvent[] {
    const sources = [...this.#sources.values()].filter(({ isBlind, beside }) => !isBlind && !beside);
    return [
      ...sources.map(({ id }) => ({ type: 'watermark', at, source: id, as_of: at }) as const),
      ...(this.has_job ? [this.#jobEvent(at)] : []),
    ];
  }

  async *begin(): AsyncGenerator<SigwatchEvent> {
    await this.#intake.settled();
    yield* this.#player.begin(this.#now);
  }

  async *happen(happening: Happening): AsyncGenerator<SigwatchEvent> {
    const { lines, blind, job } = happening;
    yield* this.#reach(momentOf(happening, this.#now));
    if (lines !== undefined) yield* this.#print(lines.source, lines.text, happening);
    if (blind !== undefined) {
      for (const source of this.#sources.values())
        if (blind.source === undefined || blind.source === source.id) source.blind(blind.error);
      yield* this.#read();
    }
    if (job !== undefined) yield* this.#tellJob(job);
    if (lines === undefined && blind === undefined && job === undefined) yield* this.#look(this.#now);
  }

  async *end(): AsyncGenerator<SigwatchEvent> {
    if (this.#drains) yield* this.#drain();
    else if (this.has_job) yield* this.#look(this.#now);
    else {
      yield* this.#read(true);
      yield* this.#player.logEnds();
    }
    yield this.#player.ended();
  }

  async close(): Promise<void> {
    await this.#intake[Symbol.asyncDispose]();
  }

  /** Time goes by; whatever is due on the way is judged at its moment. */
  async *#reach(to: Millis): AsyncGenerator<SigwatchEvent> {
    if (to <= this.#now) return;
    if (this.#drains) yield* this.#drain();
    for (let due = this.#due; due !== undefined && due < to; due = this.#due) {
      if (due === this.#quiet) {
        this.#now = due;
        yield* this.#read();
        this.#quiet = undefined;
      } else yield* this.#look(due);
    }
    this.#now = to;
    this.#player.reach(to);
  }

  get #due(): Millis | undefined {
    const dues = [this.#player.due, this.#quiet].filter((due) => due !== undefined);
    return dues.length === 0 ? undefined : Math.min(...dues);
  }

  /** Lines that state a time later than that of the clock were printed then, unless the script says when. */
  async *#print(id: string, text: string, { at, after }: Happening): AsyncGenerator<SigwatchEvent> {
    const source = this.#sources.get(id) as ScriptedSource;
    let together: string[] = [];
    for (const line of text.replace(/\n$/, '').split('\n')) {
      const stated = at === undefined && after === undefined ? statedIn(line, this.#now) : undefined;
      if (stated !== undefined && stated > this.#now) {
        if (together.length > 0) source.print(together.join('\n'));
        together = [];
        yield* this.#read();
        yield* this.#reach(stated);
      }
      together.push(line);
    }
    source.print(together.join('\n'));
    yield* this.#read();
    this.#quiet = this.#now + BLOCK_WAIT;
  }

  async *#tellJob(job: ScriptedJob): AsyncGenerator<SigwatchEvent> {
    const final = 'state' in job && finalStates.has(job.state);
    if (!final && this.#drains) yield* this.#drain();
    this.#job = job;
    if ('state' in job && !final) {
      if (this.#player.awaitsRestart) this.#incarnation += 1;
      yield* this.#player.nextAttempt();
    }
    yield* this.#player.step(this.#jobEvent(this.#now));
    if (final && !this.#player.isOver) this.#drains = true;
  }

  /** Every source and the job are seen as of this moment. */
  async *#look(at: Millis): AsyncGenerator<SigwatchEvent> {
    this.#now = at;
    yield* this.#read();
    if (this.has_job) yield* this.#player.step(this.#jobEvent(at));
    yield* this.#player.step({ type: 'tick', at });
  }

  async *#drain(): AsyncGenerator<SigwatchEvent> {
    this.#drains = false;
    yield* this.#read(true);
    yield* this.#player.jobEnds();
  }

  async *#read(final = false): AsyncGenerator<SigwatchEvent> {
    for (let idle = false; !idle; ) {
      const taken = await this.#intake.take(final);
      for (const happened of taken.events) {
        if (happened.type === 'signal' && happened.signal.kind === 'progress') yield* this.#stepsAgain();
        yield* this.#player.step(happened);
      }
      ({ idle } = taken);
    }
  }

  /** A step after a restart that would have been is that of the next attempt, whose job runs. */
  *#stepsAgain(): Generator<SigwatchEvent> {
    if (!this.#player.awaitsRestart) return;
    this.#incarnation += 1;
    if ('unknown' in this.#job || this.#job.state !== 'running') this.#job = { state: 'running' };
    yield* this.#player.nextAttempt();
  }

  #jobEvent(at: Millis): EngineEvent {
    if ('unknown' in this.#job) return { type: 'job_unknown', at, error: this.#job.unknown };
    const id = `${this.#script.platform ?? 'job'}:1` as const;
    const status: JobStatus = { job: { id, incarnation: String(this.#incarnation) }, ...this.#job };
    return { type: 'job', at, status };
  }
}
