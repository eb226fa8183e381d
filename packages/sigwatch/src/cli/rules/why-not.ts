import type { NearMiss } from '@sigwatch/core';

/** Why a rule does not hit a line, in words. */
export function whyNot(near: NearMiss): string {
  if (near.kind === 'unless') return `its \`unless\` forbids it: the line has \`${near.text}\``;
  if (near.kind === 'echo')
    return `its pattern matches, but the line is an echo: ${near.text}; \`count_echoes: true\` counts it`;
  if (near.kind === 'fields') return near.told.map(long).join('; ');
  const rest =
    near.missing.length > 0
      ? `missing: ${near.missing.map((part) => `\`${short(part)}\``).join(', ')}`
      : 'every part is there, but not in this order or place';
  return `the line has \`${near.has}\`; ${rest}`;
}

/** A sentence may quote a long pattern. */
const long = (text: string): string => (text.length <= 200 ? text : `${text.slice(0, 199)}…`);
const short = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79)}…`);
