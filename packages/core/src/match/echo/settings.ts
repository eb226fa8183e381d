import type { EchoedLine } from './echoed-line.js';
import { isReport, mentionsError, notANumber, once, wordsOf } from './said.js';

const r = String.raw;

/** `logging_nan_inf_filter=True,`: all that stands on the line of a dump. */
export function isArgument({ bodies }: EchoedLine): boolean {
  if (!bodies[0]?.endsWith(',')) return false;
  const found = bodies.map((body) => argument().exec(body)).find((one) => one != null);
  return found != null && !isReport(found[1] as string) && !notANumber(found[2] as string);
}

const argument = once(r`^\s*([a-z_][a-z0-9_]*_[a-z0-9_]*)=(["'\[{(].*|None|True|False|[\w./-]+),$`);

/** A key whose value says that there is none of it: `lock_timeout: null`, `OOMKilled: false`, `nan_count=0`. */
export function isOff(before: string, match: string, after: string): boolean {
  return isName(match) && keyStart().test(before) && off().test(after) && !mentionsError(before);
}

/** A key that is named as settings are, with one plain value: `requeue_on_node_failure: true`. */
export function isSetting(before: string, match: string, after: string): boolean {
  if (!isName(match) || !lineStart().test(before)) return false;
  const rest = on().exec(after);
  if (!rest || happened().test(rest[2] as string)) return false;
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
  r`^([\w.-]*)["']?\s*[:=]\s*["']?(true|True|yes|[\d_]+(?: ?(?:ms|s|m|h|sec|min))?|[a-z][\w./-]*)["']?\s*[,;]?\s*$`,
);
/** `memory_limit: exceeded` is no setting. */
const happened = once('(?i)exceeded|reached|expired|violated|hit|lost|dead|down|error|fail|detected|exhausted');

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** `ignore_errors`, `requeue_on_node_failure`: what is to be done, whatever it is about. */
const VERBS = wordSet('allow disable enable exclude ignore requeue should skip use');
const SETTINGS = wordSet(
  'allow callback default disable disabled enable enabled filter handler ignore interval limit patience policy requeue retries should skip strategy threshold use',
);
