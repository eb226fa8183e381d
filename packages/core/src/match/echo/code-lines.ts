import type { LineForm } from './whole-lines.js';

const r = String.raw;
/** Source code in a diff has its sign before it, and in a traceback of rich its frame and number. */
const AT = r`[+-]?\s*(?:[│|>❱ ]{1,6}\d{1,6} [│|:]?\s*)?`;
const END = r`\s*(?:#.*|[│|]\s*)?$`;
const NAME = r`[A-Za-z_][\w.]*`;

const code = (pattern: string, but?: string): LineForm => ({
  what: 'a line of source code',
  pattern: `${AT}(?:${pattern})`,
  ...(but === undefined ? {} : { but: `${AT}(?:${but})` }),
});

/** Lines of programs, as tracebacks, `cat` and diffs show them. */
export const codeLines: readonly LineForm[] = [
  code(r`raise(?: ${NAME}(?:\(|${END}| from )|${END})`),
  code(r`throw (?:new )?[A-Za-z_][\w:.]*(?:\(|;|\{)`),
  code(r`except(?::|\*? [\w., ()]+(?: as \w+)?:${END})`),
  code(r`(?:try|finally|else):${END}`),
  code(r`(?:class \w+(?:\([\w., =\[\]]*\))?:${END}|(?:async )?def \w+\()`),
  code(r`(?:from [\w.]+ import [\w*(][\w, *()\\]*|import [\w.]+(?: as \w+)?(?:, [\w.]+(?: as \w+)?)*)${END}`),
  code(r`assert (?:not |\(|[\w.]+(?:\(|\[|,|${END})|[\w.]+ (?:[=!<>]=|[<>]|in|is|not|and|or) )`),
  // Only what could be no sentence: a quote, a call or a comparison before the colon.
  code(r`(?:if|elif) .*(?:["'\])]|\(|[=!<>]=| in | is | not ).*:${END}`),
  code(r`return (?:[rfbu]{0,2}["']|[A-Za-z_][\w.]*\()`),
  code(r`(?:yield|await|lambda|del|global|nonlocal) ${NAME}(?:\(|:|,|${END})`),
  code(r`(?:r?f|fr?)["'].*["'][,)]*${END}`),
  code(r`#include [<"]|#define \w+|(?:static|const|constexpr|virtual|inline) [\w:]+[ *&]`),
  code(r`(?:[A-Z][A-Z0-9_]+|[\w:]+::\w+)\(.*\);${END}`),
  code(r`//(?: |/)|/\*{1,2} |"""|'''`),
  {
    what: 'a comment or heading',
    pattern: r`[+-]?\s*#{1,6}!? +[^\s#]`,
    // Banners, lines of a log, and the reports of the Java and JavaScript engines stand behind the same sign.
    but: r`[+-]?\s*#+!? +(?:\([^)]*pid=\d+[^)]*\) |\[?\d{4}-\d\d-\d\d[T ]\d\d:|(?i:error|fatal|fail|critical|exception|traceback|warning|alert|a fatal error|there is insufficient memory|native memory|out of memory error|internal error)|SIG|EXCEPTION_|.*\bFAIL|.*#\s*$)`,
  },
  {
    what: 'a diff',
    pattern: r`(?:diff --git |index [0-9a-f]{7,40}\.\.|@@ -\d|(?:---|\+\+\+) (?:[abiwco]/|/dev/null))`,
  },
];
