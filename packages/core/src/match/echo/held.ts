import RE2 from 're2';
import { lazily } from '../lazily.js';
import type { EchoedLine } from './echoed-line.js';
import { type Nest, nestAt } from './nest.js';
import { isReport, mentionsError, wordsOf } from './said.js';

const r = String.raw;
const once = (pattern: string) => lazily(() => new RE2(pattern, 'u'));

/** What the match stands in: the value of a setting, an argument, a sample, a pattern. */
export function heldIn(line: EchoedLine): string | undefined {
  const { before, match, after } = line;
  const nest = nestAt(before);
  if (nest.open.length > 0 || nest.quote !== undefined) {
    const found = inBrackets(line, nest) ?? inLiteral(line, nest);
    if (found !== undefined) return found;
  }
  if (isOption(before, match, after)) return 'an option of a command';
  if (tags().test(before)) return 'a sample of text';
  if (comment().test(before) && !mentionsError(before)) return 'a comment or heading';
  if (bar().test(after) && !mentionsError(before)) return 'the name of a progress bar';
  if (isArgument(line)) return 'a dump of arguments';
  return isOff(before, match, after) || isSetting(before, match, after) ? 'a setting' : undefined;
}

const tags = once(r`<think>|<answer>|<\|[a-z_]+\|>|\[INST\]`);
/** Behind code or a setting; a number sign in a sentence has a single space before it. */
const comment = once(r`(?:\S\s{2,}|[)\]},:=;"'\\]\s)# [^#]*$`);
const bar = once(r`^[\w ./-]{0,60}:\s+\d{1,3}%\|`);

/** Words of what holds settings: `TrainingArguments(`, `ray init kwargs: {`, `with args: [`. */
const HOLDERS: ReadonlySet<string> = new Set(
  [
    'arg args argument arguments argv cfg cmd command conf config configs configuration environ environment',
    'hparams hyperparameters kwargs namespace option options opts overrides params parameters settings spec vars',
  ].flatMap((line) => line.split(' ')),
);

/** `Config(key='…`, `config: {'key': '…`, `args: ['--x', '…`; not under the key of a report. */
function inBrackets({ before }: EchoedLine, { open, quote }: Nest): string | undefined {
  const key = keyBefore(before.slice(0, quote ?? before.length));
  if (key !== undefined && isReport(key)) return undefined;
  for (const [depth, at] of open.entries()) {
    const lead = before.slice(0, at);
    const name = holder().exec(lead)?.[1];
    if (name === undefined || mentionsError(lead) || !wordsOf(name).some((word) => HOLDERS.has(word))) continue;
    const keyed = key !== undefined || depth < open.length - 1;
    if (before[at] === '(' ? key !== undefined : keyed || before[at] === '[') return 'a dump of arguments';
  }
  return undefined;
}

const holder = once(r`([A-Za-z_][\w.]*)["']?(?:\s*[:=]>?\s*(?:[A-Za-z_]\w*)?)?$`);

/** The key whose value begins, or whose own text stands, at the end of the text. */
const keyBefore = (text: string): string | undefined => keyed().exec(text)?.[1];
const keyed = once(r`([A-Za-z_][\w.-]*)["']?\s*[:=]\s*(?:[rbfu]|[A-Za-z_][\w.]*\()?[^\s,:={}\[\]()]*$`);

function inLiteral({ before, match, after, bodies }: EchoedLine, { open, quote }: Nest): string | undefined {
  if (quote === undefined) return undefined;
  if (open.some((at) => before[at] === '{') && isSample(before, before.slice(0, quote), match + after)) {
    return 'a sample of text';
  }
  if (open.length > 0 && bodies.some((body) => calls().test(body))) return 'a line of source code';
  if (before[quote] === '`' || mentionsError(before.slice(0, quote))) return undefined;
  return expressions().test(before.slice(quote) + match + after) ? 'a pattern' : undefined;
}

/** What only regular expressions hold. */
const expressions = once(r`\(\?(?:[:=!<]|P<|[imsU]+[:)])|\.[*+]|\\[dsw][+*]|\\[()\[\]]|\[\\?[\w^]-?[\w\\]*\][+*]`);
/** A call that begins the line and is all that stands on it: `logger.error("…")`, `warnings.warn(`. */
const calls = once(
  r`^[+-]?\s*(?:[a-z_]\w*\.)+[a-z_]\w*\(.*[,("')\\]\s*[│|]?\s*$|^[+-]?\s*(?:print|warn|printf|sprintf|fprintf|puts)\(`,
);

const SAMPLES: ReadonlySet<string> = new Set([
  ...['answer', 'chosen', 'completion', 'content', 'conversation', 'conversations', 'input', 'inputs', 'instruction'],
  ...['messages', 'prompt', 'prompts', 'query', 'question', 'rejected', 'solution', 'text'],
]);

/** A record of a data set or a chat: none that a logger wrote. */
function isSample(before: string, lead: string, rest: string): boolean {
  const key = keyBefore(lead);
  const named = key !== undefined && SAMPLES.has(key);
  return named && !loggers().test(before) && !loggers().test(rest);
}

const loggers = once(
  r`["'](?i:level|levelname|severity|lvl|record|logger|stream|@?timestamp|time|ts|error|exception|exc_info|traceback|status|status_code|asctime|pid)["']`,
);

/** `--on-timeout=abort`: the option's name, what follows its sign, or what stands in quotes behind it. */
function isOption(before: string, match: string, after: string): boolean {
  if (optionName().test(before) || optionValue().test(before)) return true;
  if (before.endsWith('--')) return dashes().test(before) && letter().test(match);
  return bareValue().test(before) && nothingElse().test(match + after);
}

const optionName = once(r`(?:^|[\s'"\[(,])--[A-Za-z][\w.-]*$`);
const optionValue = once(r`--[A-Za-z][\w.-]*(?:=[^\s"']*|[= ]["'][^"']*|(?:', '[^']*|", "[^"]*))$`);
const dashes = once(r`(?:^|[\s'"\[(,])--$`);
const letter = once('^[A-Za-z]');
const bareValue = once(r`(?:^|\s)--[A-Za-z][\w-]* [^\s"']*$`);
const nothingElse = once(r`^[^\s:]+(?:\s+(?:--?[A-Za-z].*|\\)|\s*)$`);

/** `logging_nan_inf_filter=True,`: all that stands on the line of a dump. */
function isArgument({ bodies }: EchoedLine): boolean {
  const found = bodies.map((body) => argument().exec(body)).find((one) => one != null);
  return found != null && !isReport(found[1] as string) && !notANumber().test(found[2] as string);
}

const argument = once(r`^\s*([a-z_][a-z0-9_]*_[a-z0-9_]*)=(["'\[{(].*|None|True|False|[\w./-]+),$`);
const notANumber = once('(?i)^-?(?:nan|inf|infinity)$');

/** A key whose value says that there is none of it: `lock_timeout: null`, `OOMKilled: false`, `nan_count=0`. */
function isOff(before: string, match: string, after: string): boolean {
  return isName(match) && keyStart().test(before) && off().test(after) && !mentionsError(before);
}

/** A key that is named as settings are, with one plain value: `requeue_on_node_failure: true`. */
function isSetting(before: string, match: string, after: string): boolean {
  if (!isName(match) || !lineStart().test(before)) return false;
  const rest = on().exec(after);
  if (!rest) return false;
  const key = (keyEnd().exec(before)?.[0] ?? '') + match + (rest[1] ?? '');
  const words = wordsOf(key);
  if (words.length < 2) return false;
  return VERBS.has(words[0] as string) || (!isReport(key) && words.some((word) => SETTINGS.has(word)));
}

const isName = (text: string): boolean => name().test(text);
const name = once(r`^[\w.-]+$`);
const keyStart = once(r`(?:^|[\s{\[(,|"'])[\w.-]*$`);
const lineStart = once(r`^\s*(?:\d+:\s*)?(?:- )?["']?[\w.-]*$`);
const keyEnd = once(r`[\w.-]*$`);
const off = once(
  r`^[\w.-]*["']?\s*[:=]\s*["']?(?:null|None|none|false|False|FALSE|no|off|disabled|0|0\.0|unset|<not set>|\[\]|\{\}|['"]{1,2})["']?\s*(?:[,;|})\]].*)?$`,
);
const on = once(
  r`^([\w.-]*)["']?\s*[:=]\s*["']?(?:true|True|yes|[\d_]+(?: ?(?:ms|s|m|h|sec|min))?|[a-z][\w./-]*)["']?\s*[,;]?\s*$`,
);

/** `ignore_errors`, `requeue_on_node_failure`: what is to be done, whatever it is about. */
const VERBS: ReadonlySet<string> = new Set([
  ...[
    'allow',
    'check',
    'disable',
    'enable',
    'exclude',
    'ignore',
    'requeue',
    'restart',
    'retry',
    'should',
    'skip',
    'use',
  ],
]);
const SETTINGS: ReadonlySet<string> = new Set([
  ...['allow', 'callback', 'default', 'disable', 'disabled', 'enable', 'enabled', 'filter', 'handler', 'ignore'],
  ...[
    'interval',
    'limit',
    'patience',
    'policy',
    'requeue',
    'retries',
    'should',
    'skip',
    'strategy',
    'threshold',
    'use',
  ],
]);
