import type { EchoedLine } from './echoed-line.js';
import { type Nest, nestAt } from './nest.js';
import { isReport, mentionsError, namesError, notANumber, once, wordsOf } from './said.js';
import { isArgument, isOff, isSetting } from './settings.js';

const r = String.raw;

/** What the match stands in: the value of a setting, an argument, a sample, a pattern. */
export function heldIn(line: EchoedLine): string | undefined {
  const { before, match, after } = line;
  const nest = nestAt(before);
  if (nest.open.length > 0 || nest.quote !== undefined) {
    const found = inBrackets(line, nest) ?? inLiteral(line, nest);
    if (found !== undefined) return found;
  }
  // Most lines hold no sign of the form; a pattern is asked only where one does.
  if (before.includes('--') && isOption(before, match, after)) return 'an option of a command';
  if ((before.includes('>') || before.includes('[INST]')) && tags().test(before)) return 'a sample of text';
  if (before.includes('# ') && comment().test(before) && !mentionsError(before)) return 'a comment or heading';
  if (after.includes('%|') && bar().test(after) && !mentionsError(before)) return 'the name of a progress bar';
  if (isArgument(line)) return 'a dump of arguments';
  if (!after.includes(':') && !after.includes('=')) return undefined;
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

/** What a rule looks for is no value that was measured, whatever it is. */
const RULE_TEXTS: ReadonlySet<string> = new Set(['pattern', 'unless', 'remedy']);

/** `Config(key='…`, `config: {'key': '…`, `args: ['--x', '…`; not under the key of a report. */
function inBrackets({ before, match, after }: EchoedLine, { open, quote }: Nest): string | undefined {
  const key = ownKey(before, match, after) ?? keyBefore(before.slice(0, quote ?? before.length));
  if (key !== undefined && !RULE_TEXTS.has(key) && (isReport(key) || notANumber(match))) return undefined;
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

/** The key that the match is a part of: `on_hang=abort` where the rule looks for `hang`. */
function ownKey(before: string, match: string, after: string): string | undefined {
  const rest = keyRest().exec(after)?.[1];
  return rest === undefined ? undefined : (keyFront().exec(before)?.[0] ?? '') + match + rest;
}
const keyFront = once(r`[\w.-]*$`);
const keyRest = once(r`^([\w.-]*)["']?\s*[:=]`);

function inLiteral({ before, match, after, bodies }: EchoedLine, { open, quote }: Nest): string | undefined {
  if (quote === undefined) return undefined;
  if (open.some((at) => before[at] === '{') && isSample(before, before.slice(0, quote), match + after)) {
    return 'a sample of text';
  }
  if (open.length > 0 && bodies.some((body) => calls().test(body)) && !namesError(before.slice(0, quote)))
    return 'a line of source code';
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
