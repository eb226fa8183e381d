import { sanitize } from '@sigwatch/core';

export { sanitize } from '@sigwatch/core';

/** As `sanitize`, but a text of several lines stays one. */
export const printable = (text: string): string => text.split('\n').map(sanitize).join('\n');
