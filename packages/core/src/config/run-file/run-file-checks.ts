import type { Json } from '../../contract.js';
import { type Finding, finding, placeIn } from '../finding.js';
import { flowList, needsShell, shellWords } from '../text/shell-words.js';
import type { Path, YamlFile } from '../yaml/yaml-file.js';
import { checkAlerts } from './alerts-block.js';
import { checkHeartbeat } from './heartbeat-block.js';

/** What the schema of sigwatch.yaml cannot say, or not so that it helps. */
export function checkRunFile(file: YamlFile): readonly Finding[] {
  return [...checkHeartbeat(file), ...checkAlerts(file), ...command(file), ...forTheRunOnly(file)];
}

function command(file: YamlFile): Finding[] {
  const job = file.value.job as { command?: Json } | null | undefined;
  if (job === null || typeof job !== 'object') return [];
  const path = ['job', 'command'];
  if (typeof job.command === 'string') {
    const text = file.written?.(path) ?? job.command;
    const list = flowList(shellWords(text));
    const shell = needsShell(text) && file.written?.(path) === undefined;
    const remedy = shell
      ? `Write \`command: ${flowList(['sh', '-c', text])}\` if it takes a shell, else a list such as \`${list}\`.`
      : `Write \`command: ${list}\`.`;
    return [finding('command_text', placeIn(file, path), '`command` is one text, and no shell reads it', remedy)];
  }
  if (!Array.isArray(job.command)) return [];
  return (job.command as Json[]).flatMap((word, i) => {
    if (typeof word === 'string') return [];
    const at = [...path, i];
    const scalar = word !== null && typeof word !== 'object';
    const remedy = scalar
      ? 'Put it into quotes, so that it is given on just as it is written.'
      : 'Write one text for each argument.';
    return [finding('wrong_type', placeIn(file, at), 'a word of `command` has to be a text', remedy)];
  });
}

/** What only a training setup's own run could fill in: nobody does so for this file. */
function forTheRunOnly(file: YamlFile): Finding[] {
  const { monitoring: _, restart: __, ...own } = file.value;
  const walk = (value: Json, path: Path): Finding[] => {
    if (typeof value === 'string') {
      const written = file.written?.(path);
      if (written === undefined || !value.includes('${') || written.includes('\\${')) return [];
      return [
        finding(
          'unresolved_interpolation',
          placeIn(file, path),
          `\`${written}\` is not known here`,
          `Write the value itself, or \`\${oc.env:NAME}\`.`,
        ),
      ];
    }
    if (value === null || typeof value !== 'object') return [];
    const entries: [string | number, Json][] = Array.isArray(value)
      ? [...(value as Json[]).entries()]
      : (Object.entries(value) as [string, Json][]);
    return entries.flatMap(([key, item]) => walk(item, [...path, key]));
  };
  return walk(own as Json, []);
}
