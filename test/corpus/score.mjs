/**
 * What predictions are worth on labelled lines: pure, and in every figure the same as the corpus's own `score.py`, whose
 * roundings and readings of numbers are kept for that.
 *
 * @typedef {'error' | 'progress' | 'success' | 'checkpoint' | 'noise' | 'state'} LabelKind
 * @typedef {{ kind: LabelKind, error_type?: string | null, also?: readonly string[] | null, restartable?: boolean | null,
 *   fields?: Readonly<Record<string, unknown>> | null, category?: string | null }} Label
 * @typedef {{ id: string, text: string, label: Label }} Row
 * @typedef {{ id: string, types: readonly string[], kinds: readonly string[],
 *   fields: Readonly<Record<string, unknown>>, category?: string }} Prediction
 * @typedef {{ type: string, lines: number, right: number, precision: number, recall: number, f1: number }} TypeScore
 * @typedef {{ id: string, what: 'type' | 'false_alarm' | 'field' | 'kind' | 'category', expected: string, got: string, text: string }} Wrong
 */
import { category } from '@sigwatch/core';
import { round3, same } from './python-numbers.mjs';

/** Kinds of lines on which any failure is a false alarm. */
const QUIET = new Set(['noise', 'progress', 'checkpoint', 'success']);
/** Kinds that tell of the run going well: told of a line of another kind, they are wrong. */
const GOOD = ['progress', 'checkpoint', 'success'];
/** Kinds of lines that tell nothing of how the run goes; a line that tells of an error may tell a step as well. */
const SILENT = new Set(['noise', 'state']);
const NONE = 'none';

/**
 * @param {readonly Row[]} rows
 * @param {readonly Prediction[]} predictions one for each row, in their order
 */
export function scoreLines(rows, predictions) {
  const pairs = rows.map((row, i) => ({ row, got: /** @type {Prediction} */ (predictions[i]) }));
  const errors = pairs.filter(({ row }) => row.label.kind === 'error').map(judgeType);
  const quiet = pairs.filter(({ row }) => QUIET.has(row.label.kind));
  const alarms = quiet.filter(({ got }) => got.types.length > 0).map(({ row, got }) => ({ row, got: first(got) }));
  const fields = pairs.filter(({ row }) => row.label.kind === 'progress').flatMap(fieldsOf);
  const kinds = pairs.map(judgeKind);
  const types = typeScores(errors, alarms);
  const coarse = pairs.filter(({ row }) => row.label.kind === 'error').map(judgeCategory);
  return {
    macro_f1: round3(mean(types.map(({ f1 }) => f1))),
    accuracy: round3(share(errors, ({ right }) => right)),
    error_lines: errors.length,
    types,
    false_alarms: alarms.length,
    quiet_lines: quiet.length,
    fields: fields.length,
    fields_right: fields.filter(({ right }) => right).length,
    fields_exact: round3(share(fields, ({ right }) => right)),
    categories: categoryScores(coarse),
    categories_right: round3(share(coarse, ({ right }) => right)),
    kinds: GOOD.map((kind) => kindScore(kind, pairs)),
    confusion: confusionOf(errors, alarms),
    /** @type {readonly Wrong[]} */
    wrong: [
      ...errors.filter(({ right }) => !right).map(({ row, want, got }) => wrong(row, 'type', want, got)),
      ...alarms.map(({ row, got }) => wrong(row, 'false_alarm', row.label.kind, got)),
      ...fields.filter(({ right }) => !right).map(({ row, want, got }) => wrong(row, 'field', want, got)),
      ...coarse.filter(({ right, got }) => !right && got !== NONE).map(({ row, want, got }) => wrong(row, 'category', want, got)),
      ...kinds.flatMap((one) => (one === undefined ? [] : [one])),
    ],
  };
}

/** @param {{ row: Row, got: Prediction }} pair */
function judgeType({ row, got }) {
  const want = String(row.label.error_type);
  const type = first(got);
  return { row, want, got: type, right: type === want || (row.label.also ?? []).includes(type) };
}

/** Categories of types that may come from anywhere: a subsystem may say more. */
const GENERAL = new Set(['training', 'unknown']);

/**
 * The category that is labelled has to be said, else that of the labelled type or of one that is as fair; of a general one a more
 * particular one may be.
 * @param {{ row: Row, got: Prediction }} pair
 */
function judgeCategory({ row, got }) {
  const { error_type, also, category: labelled } = row.label;
  const want = labelled ?? category(String(error_type));
  const [type] = got.types;
  const said = got.category ?? (type === undefined ? NONE : category(type));
  const fair = [want, ...(labelled == null ? (also ?? []).map((type) => category(type)) : [])];
  const refined = labelled == null && said !== NONE && fair.some((one) => GENERAL.has(one));
  return { row, want, got: said, right: fair.includes(said) || refined };
}

/** @param {readonly { want: string, right: boolean }[]} judged */
function categoryScores(judged) {
  return unique(judged.map(({ want }) => want)).map((category) => {
    const lines = judged.filter(({ want }) => want === category);
    return { category, lines: lines.length, right: lines.filter(({ right }) => right).length };
  });
}

/** @param {Prediction} prediction */
const first = ({ types }) => types[0] ?? NONE;

/**
 * A type counts as found by its label, also where what was said is one of its `also`.
 * @param {readonly { want: string, got: string, right: boolean }[]} errors
 * @param {readonly { got: string }[]} alarms
 * @returns {readonly TypeScore[]}
 */
function typeScores(errors, alarms) {
  return unique(errors.map(({ want }) => want)).map((type) => {
    const lines = errors.filter(({ want }) => want === type);
    const right = lines.filter((line) => line.right).length;
    const wrongly = [...errors.filter((line) => !line.right), ...alarms].filter(({ got }) => got === type).length;
    const precision = right + wrongly === 0 ? 0 : right / (right + wrongly);
    const recall = right / lines.length;
    const f1 = right === 0 ? 0 : round3((2 * precision * recall) / (precision + recall));
    return { type, lines: lines.length, right, precision: round3(precision), recall: round3(recall), f1 };
  });
}

/** @param {{ row: Row, got: Prediction }} pair */
function fieldsOf({ row, got }) {
  return Object.entries(row.label.fields ?? {}).map(([name, value]) => {
    const right = name in got.fields && same(got.fields[name], value);
    return { row, want: `${name} ${value}`, got: name in got.fields ? String(got.fields[name]) : NONE, right };
  });
}

/**
 * @param {{ row: Row, got: Prediction }} pair
 * @returns {Wrong | undefined}
 */
function judgeKind({ row, got }) {
  const { kind } = row.label;
  const said = got.kinds.filter((one) => GOOD.includes(one));
  if (GOOD.includes(kind)) return said.includes(kind) ? undefined : wrong(row, 'kind', kind, said.join() || NONE);
  return said.length === 0 || !SILENT.has(kind) ? undefined : wrong(row, 'kind', kind, said.join());
}

/**
 * @param {string} kind
 * @param {readonly { row: Row, got: Prediction }[]} pairs
 */
function kindScore(kind, pairs) {
  const labelled = pairs.filter(({ row }) => row.label.kind === kind);
  const said = (/** @type {{ got: Prediction }} */ { got }) => got.kinds.includes(kind);
  const strangers = pairs.filter(({ row }) => SILENT.has(row.label.kind));
  return { kind, lines: labelled.length, seen: labelled.filter(said).length, extra: strangers.filter(said).length };
}

/**
 * How often which type was said of which: what is right stands on the diagonal, also where `also` made it right.
 * @param {readonly { want: string, got: string, right: boolean }[]} errors
 * @param {readonly { got: string }[]} alarms
 */
function confusionOf(errors, alarms) {
  const cells = [
    ...errors.map(({ want, got, right }) => ({ want, got: right ? want : got })),
    ...alarms.map(({ got }) => ({ want: '(quiet)', got })),
  ];
  const names = unique(cells.map(({ want, got }) => `${want}\t${got}`));
  return names.map((name) => {
    const [want, got] = /** @type {[string, string]} */ (name.split('\t'));
    return { want, got, count: cells.filter((cell) => cell.want === want && cell.got === got).length };
  });
}

/**
 * @param {Row} row
 * @param {Wrong['what']} what
 * @param {string} expected
 * @param {string} got
 * @returns {Wrong}
 */
const wrong = ({ id, text }, what, expected, got) => ({ id, what, expected, got, text });

/** @param {readonly string[]} words */
const unique = (words) => [...new Set(words)].sort();

/** @param {readonly number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/**
 * @template T
 * @param {readonly T[]} all
 * @param {(one: T) => boolean} isRight
 */
const share = (all, isRight) => all.filter(isRight).length / Math.max(1, all.length);
