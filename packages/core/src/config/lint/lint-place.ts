import type { PlacedRule } from '../compose.js';
import { type Finding, type Fix, finding, placeIn } from '../finding.js';
import type { Path } from '../yaml/yaml-file.js';
import type { FindingCode } from './finding-codes.js';

/** A finding about a rule, at one of its keys. */
export function findingAt(
  { layer, path }: PlacedRule,
  below: Path,
  code: FindingCode,
  message: string,
  remedy: string,
  fix?: Fix,
): Finding {
  return finding(code, placeIn(layer.file, [...path, ...below]), message, remedy, fix);
}
