/** Figures as a person reads them in a terminal. */

/** @typedef {ReturnType<typeof import('./score.mjs').scoreLines>} Lines */
/** @typedef {ReturnType<typeof import('./score-sessions.mjs').scoreSessions>} Sessions */

const CUT = 100;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * @param {{ setting: { lines: string, sessions: string | undefined, monitor: string, restart: string }, lines: Lines, sessions: Sessions }} scored
 * @param {boolean} verbose
 */
export function pretty({ setting, lines, sessions }, verbose) {
  return [
    `${setting.lines} by the monitor ${setting.monitor}`,
    ...lineFigures(lines),
    ...typeTable(lines),
    ...confusion(lines.confusion),
    ...(verbose ? wrongLines(lines) : []),
    ...(sessions.sessions === 0 ? [] : sessionFigures(sessions, setting)),
  ].join('\n');
}

/** @param {Lines} lines */
function lineFigures(lines) {
  const { macro_f1, accuracy, error_lines, false_alarms, quiet_lines, fields, fields_right, fields_exact, kinds } =
    lines;
  const { categories, categories_right } = lines;
  return [
    '',
    `error types      macro-F1 ${digits(macro_f1)}, right in ${percent(accuracy)} of ${error_lines} error lines`,
    `categories       right in ${percent(categories_right)}: ${categories.map((one) => `${one.category} ${one.right}/${one.lines}`).join(', ')}`,
    `false alarms     ${false_alarms} of ${quiet_lines} quiet lines (${percent(false_alarms / Math.max(1, quiet_lines))})`,
    `progress fields  ${fields_right} of ${fields} exact (${digits(fields_exact)})`,
    `kinds            ${kinds.map((one) => `${one.kind} ${one.seen}/${one.lines} (+${one.extra} elsewhere)`).join(', ')}`,
  ];
}

/** @param {Lines} lines */
function typeTable({ types }) {
  const width = Math.max(...types.map(({ type }) => type.length), 4);
  const rows = types.map(
    (one) =>
      `${one.type.padEnd(width)}  ${String(one.lines).padStart(5)}  ${String(one.right).padStart(5)}  ` +
      `${digits(one.precision).padStart(9)}  ${digits(one.recall)}   ${digits(one.f1)}`,
  );
  return ['', `${'type'.padEnd(width)}  lines  right  precision  recall  F1`, ...rows];
}

/**
 * Rows are what is labelled, columns what was said, by letters.
 * @param {Lines['confusion']} cells
 */
function confusion(cells) {
  const wants = names(cells.map(({ want }) => want));
  const columns = names([...cells.map(({ got }) => got), ...wants.filter((want) => !want.startsWith('('))]);
  const width = Math.max(...cells.map(({ count }) => String(count).length), 1) + 1;
  const row = (/** @type {string} */ want) =>
    columns.map((got) => {
      const count = cells.find((cell) => cell.want === want && cell.got === got)?.count ?? 0;
      return (count === 0 ? '.' : String(count)).padStart(width);
    });
  const name = (/** @type {string} */ want) =>
    `${columns.includes(want) ? letter(columns.indexOf(want)) : ' '} ${want}`;
  const unseen = columns.filter((got) => !wants.includes(got)).map((got) => `${letter(columns.indexOf(got))} ${got}`);
  return [
    '',
    'what was said (columns) of what is labelled (rows)',
    columns.map((_, i) => letter(i).padStart(width)).join(''),
    ...wants.map((want) => `${row(want).join('')}  ${name(want)}`),
    ...(unseen.length === 0 ? [] : [`only said: ${unseen.join(', ')}`]),
  ];
}

/** @param {Lines} lines */
function wrongLines({ wrong }) {
  if (wrong.length === 0) return ['', 'no line is wrong'];
  return [
    '',
    'wrong lines',
    ...wrong.map(
      ({ id, what, expected, got, text }) =>
        `  ${id}  ${what.replace('_', ' ')}: ${expected}, got ${got}\n      ${cut(text)}`,
    ),
  ];
}

/**
 * @param {Sessions} sessions
 * @param {{ restart: string, sessions: string | undefined }} setting
 */
function sessionFigures(sessions, { restart, sessions: directory }) {
  const { failed, healthy, roots_right, lines_right, judged } = sessions;
  const width = Math.max(...judged.map(({ name }) => name.length));
  const rows = judged.map(({ name, expected, got, faults }) => {
    const want = expected.error_type === null ? 'healthy' : `${expected.error_type} at line ${expected.line}`;
    const root = got.root === null ? 'no root' : `${got.root.error_type} at line ${got.root.line}`;
    const told = `${name.padEnd(width)}  ${want}; got ${root}, ${got.decisions.join(', ') || 'no decision'}`;
    return faults.length === 0 ? `  ok     ${told}` : `  WRONG  ${told}: ${faults.join(', ')}`;
  });
  return [
    '',
    `${directory} by the policy ${restart}`,
    `roots            ${roots_right} of ${failed} right by type, ${lines_right} by line`,
    `decisions        ${sessions.wrong_restarts} wrong restarts, ${sessions.wrong_stops} wrong stops, ${sessions.undecided} missing, ${sessions.several_decisions} with several`,
    `healthy runs     ${sessions.healthy_disturbed} of ${healthy} disturbed`,
    ...rows,
  ];
}

/** @param {number} value */
const digits = (value) => value.toFixed(3);
/** @param {number} value */
const percent = (value) => `${(100 * value).toFixed(1)} %`;
/** @param {number} index */
const letter = (index) => LETTERS[index] ?? '?';
/** @param {readonly string[]} words */
const names = (words) => [...new Set(words)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
/** What is no type stands last. */
const rank = (/** @type {string} */ word) => (word === 'none' || word.startsWith('(') ? 1 : 0);

/** One line, without signs that would move the cursor. @param {string} text */
function cut(text) {
  const plain = JSON.stringify(text).slice(1, -1);
  return plain.length > CUT ? `${plain.slice(0, CUT)}…` : plain;
}
