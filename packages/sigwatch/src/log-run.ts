import type { RunOptions, SigwatchEvent } from '@sigwatch/core';
import { packFaults } from './pack-faults.js';
import type { LogFields, Logger } from './world.js';

/** Tells a logger what happens in a run, at the level of who would want to know. */
export function logEvent(logger: Logger, { event_type, run_id, attempt, data }: SigwatchEvent): void {
  const of = { run_id, attempt };
  switch (event_type) {
    case 'state_changed':
      return logger.info({ ...of, old: data.from, new: data.to, reason: data.reason }, 'state changed');
    case 'decision':
      return logger.info({ ...of, action: data.action, reason: data.reason }, 'decision');
    case 'notice':
      return data.severity === undefined ? logger.info(of, String(data.text)) : logger.warn(of, String(data.text));
    case 'attempt_started':
      return logger.info({ ...of, job: data.job }, 'attempt started');
    case 'action':
      if (data.ok === false) return logger.warn({ ...of, ...data }, 'an action failed');
      break;
    case 'rules_reloaded':
      return logger.info({ ...of, ...data }, 'rules reloaded');
    case 'run_ended':
      return logger.info({ ...of, state: data.state, reason: data.reason, restarts: data.restarts }, 'run ended');
  }
  logger.debug({ ...of, ...data }, event_type);
}

/** What the run is judged by. */
export function logRules(
  logger: Logger,
  { run_id, monitor, policy }: Pick<RunOptions, 'run_id' | 'monitor' | 'policy'>,
): void {
  const { names, rules, warnings } = monitor;
  const told = { run_id, monitor: names, rules: rules.length, warnings: warnings.length };
  logger.info({ ...told, ...(policy && { policy: policy.name }) }, 'rules loaded');
  for (const fault of packFaults({ monitor, ...(policy && { policy }) })) logger.warn({ run_id }, fault);
}

/** The same logger, to which nothing goes that is a secret, and whose own faults are nobody else's. */
export function carefulLogger(logger: Logger, cover: <T>(told: T) => T): Logger {
  const at = (level: keyof Logger) => (fields: LogFields, message: string) => {
    try {
      const told: unknown = logger[level](cover(fields), cover(message));
      if (told instanceof Promise) told.catch(() => {});
    } catch {
      // A run is not to end, nor to say less, because somebody's log is full.
    }
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
