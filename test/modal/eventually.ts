import { until } from '../support/until.js';

/** As `until`, with the patience (four minutes) that clients and containers need on a machine that is busy with other things. */
export const eventually = <T>(
  what: string | (() => string),
  probe: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> => until(what, probe, 240);
