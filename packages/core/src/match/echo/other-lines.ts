import type { LineForm } from './whole-lines.js';

const r = String.raw;

const HASH = r`[0-9a-f]{7,40}`;
/** How the subject of a commit begins, since twelve such letters may as well be the name of a container. */
const SUBJECT = r`(?:\([^)]+\) )?(?:Add|Avoid|Bump|Catch|Change|Check|Clean|Fix(?:es|ed)?|Handle|Ignore|Improve|Make|Merge|Move|Prevent|Print|Refactor|Remove|Rename|Retry|Revert|Support|Test|Update|Use|Workaround|(?:build|chore|ci|docs|feat|fix|perf|refactor|style|test)(?:\([^)]*\))?!?:)\b? ?`;

/** Dumps of arguments, rules of sigwatch, samples of a model, documents, commits. */
export const otherLines: readonly LineForm[] = [
  {
    what: 'a dump of arguments',
    pattern: r`\s*(?:[A-Za-z]\w*[_.-][\w./-]* \.{5,}|\w+ \.{8,}):? \S`,
    but: r`\s*\S+ \.{3,}:? \W{0,2}(?i:fail|err|fatal|bad|crit|not ok|exc|abort|[\w.]*error\b)`,
  },
  {
    what: 'a rule of a monitor',
    pattern: r`\s*(?:- )?["']?(?:pattern|pattern_type|unless|remedy|symptom_of|extract_groups|log_signals|termination_string|restart_on_\w+|exclude_error_types|exclude_signals)["']?\s*:(?:\s|$)`,
  },
  {
    what: 'a rule of a monitor',
    pattern: r`\s*- (?:\{ ?)?(?:log: ["'|>]|name: [\w-]+\s*$)|\s*(?:- )?(?:metadata: \{ ?(?:error_type|kind|severity|subsystem):|state: \{ ?class_name:)`,
  },
  {
    what: 'a rule of a monitor',
    pattern: r`\s*(?:- |\[)?\{\s*["']name["']\s*:\s*["'][\w.-]+["']\s*,.*["']pattern["']\s*:\s*["']`,
    // A logger's record begins with its name, too, and may hold any key besides.
    but: r`.*["'](?:level|levelname|message|msg|time|timestamp|error|exception)["']\s*:`,
  },
  // A pattern begins with the very words that spare other dumps.
  { what: 'a rule of a monitor', pattern: r`\s*(?:pattern|unless|remedy|description) \.{5,} \S` },
  // Other monitors tell of their rules, too.
  {
    what: 'a rule of a monitor',
    pattern: r`\s*(?:[\w-]+ )?[Rr]ule [\w.-]+: (?:pattern|regex|match(?:es)?|when|if)\b`,
  },
  { what: 'an event of sigwatch', pattern: r`\{"timestamp":"[^"]*","event_type":"` },
  {
    what: 'a sample of text',
    pattern: r`\s*(?:\[(?:prompt|response|question|answer|ground_truth|completion|instruction)\]|<think>|<answer>|<\|[a-z_]+\|>|\[INST\]|(?:[Uu]ser|[Aa]ssistant|[Hh]uman|[Qq]uestion|[Aa]nswer): |### (?:Instruction|Response|Input):)`,
  },
  // A question with its answer on one line: nobody answers a failure.
  { what: 'a sample of text', pattern: r`\s*Q\d*: .*\?["']?\s+A\d*: ` },
  {
    what: 'a sample of text',
    pattern: r`\s*["']?(?:prompt|question|instruction|query)["']?\s*[:=]\s*["'].*["'],?\s*(?:[-=]> ?|\| ?)["']?(?:response|answer|output|completion|target)["']?\s*[:=]`,
  },
  {
    what: 'a document',
    pattern: r`\s*\*\*[^*]{1,60}\*\*`,
    but: r`\s*\*\*[^*]*(?i:error|fatal|fail|crash|critical|exception|alert)`,
  },
  { what: 'a commit', pattern: r`(?:[*|\\/ ]*\* |HEAD is now at |commit |[Cc]ommit: )${HASH}\b` },
  // Digits alone are the number of a process.
  { what: 'a commit', pattern: r`${HASH} ${SUBJECT}`, but: r`(?:\d+|[a-f]+) ` },
];
