// Pages of docs/reference about tables: error types, findings, and what texts may hold.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { findingCodes } from '../packages/core/dist/config/lint/finding-codes.js';
import * as tables from '../packages/core/dist/config/text/text-tables.js';
import { errorCodes } from '../packages/core/dist/errors.js';
import { banner, cell } from './docs-of-schemas.mjs';
import { root } from './workspaces.mjs';

export function errorTypesPage() {
  const table = parse(readFileSync(join(root, 'schemas/error-types.yaml'), 'utf8'));
  const rows = Object.entries(table).map(
    ([name, one]) =>
      `| \`${name}\` | ${cell(one.description)} | ${one.category} | ${one.severity} | ${one.restartable ? 'yes' : 'no'} | ${one.symptom_of.map((cause) => `\`${cause}\``).join(', ')} | ${cell(one.remedy)} |`,
  );
  const details = Object.entries(table)
    .filter(([, one]) => one.details !== undefined)
    .map(([name, one]) => {
      const fields = Object.entries(one.fields ?? {}).map(([field, meaning]) => `\`{${field}}\`: ${meaning}`);
      return `### ${name}\n\n${fields.join('; ')}.\n\n${one.details.map((text) => `- ${text}`).join('\n')}`;
    });
  const blaming = Object.keys(table)
    .filter((name) => table[name].reporter_at_fault)
    .map((name) => `\`${name}\``)
    .join(', ');
  return `${banner('schemas/error-types.yaml')}
# Error types

The one table that rules, policies and these pages read: [schemas/error-types.yaml](../../schemas/error-types.yaml).
"Restartable" says whether a restart by itself can help; the policy decides.

| type | what happened | category | severity | restartable | a consequence of | what to do |
|---|---|---|---|---|---|---|
${rows.join('\n')}

## What to do, in more words

Where the lines of a failure tell more, its remedy says so: the first of these of which every \`{field}\` is known. A
field is known when the rule that hit reads it (a named group, or \`extract_groups\`); \`{rank}\`, \`{node}\` and \`{gpu}\`
are those of who failed. A rule's own \`remedy\` may name its fields in the same way; where one of them is missing, what
stands here is said instead. \`remedy(error)\` of \`sigwatch\` gives these texts for an error type, or for a signal with
its fields; \`category(error)\` gives the category, which for the general ones (training, unknown) is that of the
subsystem where it has one (\`dataloader\`: data_loading, \`model\`: model_creation, \`config\`: configuration).

${details.join('\n\n')}

## Who failed

An incident names the rank, the node and the GPU that failed, as far as its lines do: by fields of the rule, by what
stands before the line (\`[rank3]:\`, \`3: \`, \`node07: \`, \`(actor pid=7, ip=10.0.0.1)\`, \`node07:811:902 [2] NCCL\`), by the
name of the log (\`rank_3.log\`, \`node07.out\`, \`…/3/stderr.log\`), by other lines of the same rank, and by what the
launcher tells of its tasks. Of the types that are reported by whom they happen to, that is
${blaming}; the others are reported by those who waited, and name a node only where a rule reads it
as a field. \`exclude_nodes: true\` of a restart policy keeps the next attempt off that node.
`;
}

/** What those who call sigwatch from code may have to catch. */
export function errorsPage() {
  const rows = Object.entries(errorCodes).map(
    ([code, { error, from, when, remedy }]) =>
      `| \`${code}\` | \`${error}\` of \`${from}\` | ${cell(when)} | ${cell(remedy)} |`,
  );
  return `${banner('packages/core/src/errors.ts')}
# Errors

Every error that sigwatch throws at its callers has a \`code\`, which stays the same over releases; classes are those of one copy
of a package, so that \`error.code === 'lease_held'\` is the test to write. What goes wrong with a job or a log is no error but an
[event](events.md) of its run.

| \`code\` | class | when | what to do |
|---|---|---|---|
${rows.join('\n')}
`;
}

/** Every finding, under the headings that stand in its table. */
export function lintPage() {
  const source = readFileSync(join(root, 'packages/core/src/config/lint/finding-codes.ts'), 'utf8');
  const words = [...source.matchAll(/^ {2}(?:\/\/ (?<heading>.+)|(?<code>\w+): )/gm)].map(({ groups }) => groups);
  let text = '';
  for (const { heading, code } of words)
    if (heading !== undefined) text += `\n## ${heading}\n\n| code | level | \`--fix\` | meaning |\n|---|---|---|---|\n`;
    else if (findingCodes[code] !== undefined) text += row(code);
  const missing = Object.keys(findingCodes).filter((code) => !text.includes(`\`${code}\``));
  if (missing.length > 0) throw new Error(`docs/reference/lint.md would lack ${missing.join(', ')}`);
  return `${banner('packages/core/src/config/lint/finding-codes.ts')}
# Findings

What \`sigwatch rules lint\`, and every verb that loads a file, can say. Each finding has a place and a remedy. An
**error** means that the file is not used (exit code 2), a **warning** that it probably does not do what was meant
(1), a **note** is only told (0). With \`--strict\`, what rules owe their users (such as a near miss) is told of files without
any tests too, and is a warning. \`--fix\` mends in place what a \`yes\` stands at, where only one thing can be meant and the file says just the same
otherwise; \`--fix --dry-run\` prints the changes as a diff. With \`--format jsonl\`, \`code\` is the first column.
${text}`;
}

function row(code) {
  const { level, strict, fixable, meaning } = findingCodes[code];
  const levels = strict ? `${level}, strict: warning` : level;
  return `| \`${code}\` | ${levels} | ${fixable ? 'yes' : ''} | ${cell(meaning)} |\n`;
}

export function textsPage() {
  const places = [
    ['actions', tables.TEMPLATE_NAMES],
    ['paths of logs', tables.PATH_NAMES],
    ['`start_condition_cmd`', tables.COMMAND_NAMES.start_condition_cmd],
    ['`termination_command`', tables.COMMAND_NAMES.termination_command],
    ['texts of policies', tables.REASON_NAMES],
  ];
  const templates = Object.entries(tables.templates).map(
    ([name, meaning]) =>
      `| \`{${name}}\` | ${cell(meaning)} | ${places.map(([, names]) => (names.includes(name) ? 'yes' : '')).join(' | ')} |`,
  );
  const letters = Object.entries(tables.pathLetters).map(([letter, text]) => `| \`%${letter}\` | ${cell(text)} |`);
  const resolvers = Object.values(tables.resolvers).map(({ usage, meaning }) => `| \`${usage}\` | ${cell(meaning)} |`);
  return `${banner('packages/core/src/config/text/text-tables.ts')}
# Texts: templates, patterns, interpolations

All three lists are closed, and checked at load.

## Templates: \`{name}\`

Filled in by the run, when the value is needed. Actions and texts of policies may also use the fields of the rule (its
named groups or \`extract_groups\`). \`{{\` and \`}}\` are braces.

| template | value | ${places.map(([place]) => place).join(' | ')} |
|---|---|${places.map(() => '---').join('|')}|
${templates.join('\n')}

## Patterns in paths of logs: \`%j\`

In \`log_path_template\` and \`output_paths\`, as sbatch has them; \`%4j\` pads a number with zeros, \`%%\` is the sign
itself.

| pattern | value |
|---|---|
${letters.join('\n')}

## Interpolations: \`\${…}\`

Worked out when the file is loaded. \`\${key}\` is a key of the file, \`\${.key}\` one beside the value, \`\${..key}\` one
level above. Groups of a training setup that only the run knows (\`\${slurm.array}\`, \`\${job.id}\` …) are filled in by the
run where it knows them, and are no error at load. \`\\\${\` is the text itself.

| interpolation | value |
|---|---|
${resolvers.join('\n')}
`;
}
