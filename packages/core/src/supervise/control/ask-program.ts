import type { Program, ProgramAnswer, ProgramRequest } from '../../contract.js';
import { digest } from '../../hash.js';
import { pause } from '../../pause.js';
import { finalStates } from '../../run/platform.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';
import { diskControlFiles, requestFile } from './files.js';
import { answered, type ControlState, withAsked } from './state.js';

/** ms between two looks at whether the answer is there; it is committed with the line that tells it. */
const LOOK = 250;

/** The program of the attempt that is followed; undefined while none is connected. */
export function connected({ snapshot }: Journal): (ControlState & Required<Pick<ControlState, 'hello'>>) | undefined {
  const { control, attempt, phase, engine } = snapshot;
  if (control?.hello === undefined || control.attempt !== attempt) return undefined;
  const over =
    phase !== 'following' ||
    engine.verdict !== undefined ||
    (engine.job !== undefined && finalStates.has(engine.job.state));
  return over ? undefined : { ...control, hello: control.hello };
}

/** Whether the attempt's program has said that it does all that a request asks for. */
export const canAsk = (journal: Journal, request: Pick<ProgramRequest, 'action' | 'set' | 'scale'>): boolean =>
  lacking(connected(journal)?.hello.capabilities, request).length === 0;

/** What of a request the program has not said that it does; a program that is not connected does nothing. */
export function lacking(
  capabilities: readonly string[] = [],
  { action, set, scale }: Pick<ProgramRequest, 'action' | 'set' | 'scale'>,
): readonly string[] {
  if (action !== 'set') return capabilities.includes(NEEDED[action]) ? [] : [NEEDED[action]];
  return [...new Set([...Object.keys(set ?? {}), ...Object.keys(scale ?? {})])].filter(
    (name) => !capabilities.includes(name),
  );
}

const NEEDED = { save_checkpoint: 'checkpoint', stop: 'stop' } as const;

/**
 * Asks the program of the attempt at hand, and waits for what it answers. The request and its answer are in the snapshot:
 * after a crash the same key waits on, for what is left of its time, and what was answered is not asked again. It is
 * withdrawn when that time is over. Rejects only at `abort`.
 */
export async function askProgram(
  run: RunContext,
  journal: Journal,
  request: ProgramRequest,
  abort: AbortSignal,
): Promise<ProgramAnswer> {
  const { attempt } = journal.snapshot;
  const id = idOf(run.run_id, attempt, request);
  const find = () => {
    const { control } = journal.snapshot;
    return control?.attempt === attempt ? control.asked.find((one) => one.id === id) : undefined;
  };
  const before = find();
  if (before?.answer !== undefined) return before.answer;
  const program = connected(journal);
  if (program === undefined) return unanswered('no program of it is connected (docs/client.md)');
  const missing = lacking(program.hello.capabilities, request);
  if (missing.length > 0) return unanswered(`the program has not said that it does this: ${missing.join(', ')}`);
  const asked = before ?? { id, request, since: run.deps.now() };
  if (before === undefined) journal.commit({ control: withAsked(controlOf(journal), asked) }, { durable: true });
  const files = run.control_files ?? diskControlFiles;
  const file = requestFile(program.folder, id);
  const end = (why: string): ProgramAnswer => {
    const answer = unanswered(why);
    journal.commit({ control: answered(controlOf(journal), id, answer) });
    return answer;
  };
  try {
    if (!(await files.has(file))) await files.put(file, `${JSON.stringify(wireOf(id, request))}\n`);
  } catch (error) {
    abort.throwIfAborted();
    return find()?.answer ?? end(`it could not be asked: ${error instanceof Error ? error.message : String(error)}`);
  }
  const limit = asked.since + request.wait;
  for (;;) {
    abort.throwIfAborted();
    const answer = find()?.answer;
    if (answer !== undefined) return answer;
    const over = journal.snapshot.attempt !== attempt || connected(journal) === undefined;
    if (over || run.deps.now() >= limit) {
      await files.remove(file).catch(() => {});
      const late = find()?.answer;
      if (late !== undefined) return late;
      if (journal.snapshot.attempt !== attempt) return unanswered(ENDED);
      return end(over ? ENDED : `it did not answer within ${request.wait / 1000} s`);
    }
    await pause(run.deps, Math.min(limit, run.deps.now() + LOOK), abort);
  }
}

const ENDED = 'its job has ended without an answer';

const unanswered = (message: string): ProgramAnswer => ({ status: 'unanswered', message });

const controlOf = ({ snapshot }: Journal): ControlState => snapshot.control as ControlState;

/** As the program knows it: the same over any crashes, and no other attempt's. */
function idOf(run_id: string, attempt: number, { action, key }: ProgramRequest): string {
  return `${action}-${digest(JSON.stringify([run_id, attempt, key])).slice(0, 24)}`;
}

function wireOf(id: string, { key: _, wait: __, ...asked }: ProgramRequest): object {
  return { sigwatch: 1, id, ...asked };
}

/** What actions are given of it. */
export function programOf(run: RunContext, journal: Journal, attempt: number): Program {
  return {
    get capabilities() {
      return journal.snapshot.attempt === attempt ? (connected(journal)?.hello.capabilities ?? []) : [];
    },
    ask: async (request, abort) =>
      journal.snapshot.attempt === attempt ? askProgram(run, journal, request, abort) : unanswered(ENDED),
  };
}
