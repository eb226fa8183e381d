import type { PlacedRule } from '../compose.js';
import type { Finding } from '../finding.js';
import type { Path } from '../yaml/yaml-file.js';
import { type FindingCode, findingCodes } from './finding-codes.js';

/** A finding about a rule, at one of its keys. */
export function findingAt(
  { layer, path }: PlacedRule,
  below: Path,
  code: FindingCode,
  message: string,
  remedy: string,
): Finding {
  const { level } = findingCodes[code];
  return { code, level, file: layer.file.path, ...layer.file.place([...path, ...below]), message, remedy };
}
