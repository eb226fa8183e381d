import type { EngineEvent, Json, Millis, ProgramAnswer, ProgramRequest, Signal } from '../../contract.js';
import { isObject } from '../../json-object.js';
import { parsedField } from '../../stability/sample.js';

/** Who prints the lines of schemas/wire.schema.json, by its own `hello`. Json. */
export interface Hello {
  /** The source of its lines, by its id. */
  readonly source: string;
  readonly at: Millis;
  readonly client: string;
  readonly capabilities: readonly string[];
  readonly host?: string;
  readonly pid?: number;
  readonly checkpoint_dir?: string;
  /** Of a session that ends by itself: its start (Unix seconds), and how long it lasts. */
  readonly session_start?: number;
  readonly session_hours?: number;
  /** What its author has set: thresholds of the judgement among them. */
  readonly options?: Readonly<Record<string, Json>>;
}

/** A request, and what became of it. Json. */
export interface Asked {
  readonly id: string;
  readonly request: ProgramRequest;
  readonly since: Millis;
  readonly answer?: ProgramAnswer;
}

/** The program of an attempt. Json; part of the snapshot. */
export interface ControlState {
  readonly attempt: number;
  /** `SIGWATCH_CONTROL` of its job. */
  readonly folder: string;
  readonly hello?: Hello;
  /** Oldest first. */
  readonly asked: readonly Asked[];
}

/** Requests that are remembered once they are answered. */
const REMEMBERED = 50;

/** What the signals of a batch tell of the program: its `hello`, and its answers. The same value where they tell nothing. Pure. */
export function controlAfter(
  before: ControlState | undefined,
  attempt: number,
  events: readonly EngineEvent[],
): ControlState | undefined {
  if (before === undefined || before.attempt !== attempt) return before;
  return events.reduce((state, event) => (event.type === 'signal' ? afterSignal(state, event.signal) : state), before);
}

function afterSignal(state: ControlState, signal: Signal): ControlState {
  const { wire } = signal.metadata;
  // Of several processes the first one answers.
  if (Number(signal.fields.rank ?? 0) !== 0) return state;
  if (wire === 'hello') return { ...state, hello: helloOf(signal) };
  return wire === 'ack' ? answered(state, String(signal.fields.request), answerOf(signal)) : state;
}

/** The first answer counts, but for that of a program which was given up too early. */
export function answered(state: ControlState, id: string, answer: ProgramAnswer): ControlState {
  const is = (one: Asked) => one.id === id && (one.answer === undefined || one.answer.status === 'unanswered');
  if (!state.asked.some(is)) return state;
  return { ...state, asked: state.asked.map((one) => (is(one) ? { ...one, answer } : one)) };
}

/** With a request that is to be made. */
export function withAsked(state: ControlState, asked: Asked): ControlState {
  const open = state.asked.filter(({ answer }) => answer === undefined);
  const known = state.asked.filter(({ answer }) => answer !== undefined).slice(-REMEMBERED);
  return { ...state, asked: [...known, ...open, asked] };
}

function helloOf({ source, time, fields }: Signal): Hello {
  const text = (name: string) => (fields[name] === undefined ? {} : { [name]: String(fields[name]) });
  const number = (name: string) => {
    const value = fields[name] === undefined ? Number.NaN : Number(fields[name]);
    return Number.isFinite(value) ? { [name]: value } : {};
  };
  const capabilities = parsedField(fields.capabilities);
  const options = parsedField(fields.options);
  return {
    source,
    at: time,
    client: String(fields.client ?? ''),
    capabilities: Array.isArray(capabilities) ? capabilities.map(String) : [],
    ...text('host'),
    ...number('pid'),
    ...text('checkpoint_dir'),
    ...number('session_start'),
    ...number('session_hours'),
    ...(isObject(options) ? { options } : {}),
  };
}

const STATUS: ReadonlySet<string> = new Set(['done', 'refused', 'failed']);

function answerOf({ fields }: Signal): ProgramAnswer {
  const { status, message, checkpoint_path: path } = fields;
  const step = fields.step === undefined ? Number.NaN : Number(fields.step);
  return {
    status: STATUS.has(String(status)) ? (String(status) as 'done') : 'failed',
    ...(message === undefined ? {} : { message: String(message) }),
    ...(path === undefined ? {} : { path: String(path) }),
    ...(Number.isFinite(step) ? { step } : {}),
  };
}
