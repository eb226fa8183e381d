import type { SigwatchEvent } from '@sigwatch/core';
import { type Redactor, redacted } from '@sigwatch/notify';
import type { LoggerOptions } from 'pino';
import { logEvent } from '../log-run.js';
import { coverOf } from '../settings/covered.js';
import { settingsOf } from './settings-of.js';

export interface Log {
  event(event: SigwatchEvent): void;
  warn(text: string): void;
  close(): void;
}

const silent: Log = { event() {}, warn() {}, close() {} };

/**
 * sigwatch's own log: pino's JSON lines, in SIGWATCH_LOG_FILE or on stderr, from SIGWATCH_LOG_LEVEL on. Every change of
 * state and every decision stands at info. Without either, nothing is logged: what a person reads is on stdout.
 */
export async function createLog(options: Readonly<Record<string, unknown>>): Promise<Log> {
  const settings = settingsOf(options);
  const { log_file, log_level } = settings;
  const [file, level] = [log_file?.value, log_level?.value];
  if (file === undefined && level === undefined) return silent;
  const { pino } = await import('pino');
  if (level !== undefined && level !== 'silent' && !(level in pino.levels.values))
    throw new Error(`unknown log level '${level}': use one of ${Object.keys(pino.levels.values).join(', ')}, silent`);
  const destination = pino.destination(
    file === undefined ? { dest: 2, sync: true } : { dest: file, mkdir: true, sync: true },
  );
  const cover = coverOf(settings);
  const formatters = { log: (fields: Record<string, unknown>) => redacted(fields, cover) };
  const hooks = { logMethod: covering(cover) };
  const logger = pino({ name: 'sigwatch', level: level ?? 'info', formatters, hooks }, destination);
  return {
    event: (event) => logEvent(logger, event),
    warn: (text) => logger.warn(text),
    close: () => logger.flush(),
  };
}

/** Messages are texts beside the fields, which the formatter sees. */
const covering = (cover: Redactor): LogFn =>
  function (args, method) {
    method.apply(this, args.map((one) => (typeof one === 'string' ? cover(one) : one)) as typeof args);
  };

type LogFn = NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>;
