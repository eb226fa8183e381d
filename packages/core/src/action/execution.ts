import { duration } from '../config/duration.js';
import { checkTemplate } from '../config/text/template.js';
import type { Component, ConfigProblem, Millis, Settings } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';
import type { ExecutionAction } from '../generated/ExecutionAction.js';
import { runCommand } from './run-command.js';

const HOUR = 3_600_000;

/**
 * Runs a command. It runs at least once, not exactly once: after a crash of sigwatch it is run again, so a command
 * with lasting effects should use SIGWATCH_ACTION_KEY, which is the same each time, to see what it has already done.
 */
export const executionAction: Component<'action'> = {
  kind: 'action',
  class_name: 'ExecutionAction',
  summary: "Runs a command with arguments, without a shell, and keeps its output in the run's directory.",
  config: componentSchemas.ExecutionAction,
  check: findings,
  create(config, deps) {
    const { command, cwd, env, timeout, retries, backoff, concurrency } = config as unknown as ExecutionAction;
    const given = { argv: command, cwd, env: env ?? {}, timeout: spanOf(timeout) ?? HOUR };
    return {
      retries: retries ?? 2,
      backoff: {
        initial: spanOf(backoff?.initial) ?? 10_000,
        factor: backoff?.factor ?? 2,
        max: spanOf(backoff?.max) ?? 600_000,
        jitter: backoff?.jitter ?? 0.25,
      },
      concurrency: concurrency ?? 1,
      // Its own timeout ends the command, with all that it has started.
      limit: Number.POSITIVE_INFINITY,
      run: (context, abort) => runCommand(given, context, deps, abort),
    };
  },
};

function findings(config: Settings, names: readonly string[]): readonly ConfigProblem[] {
  const { command, cwd, env, timeout } = config;
  const found: ConfigProblem[] = [];
  const check = (value: unknown, ...path: (string | number)[]) => {
    if (typeof value === 'string') found.push(...checkTemplate(value, names).map((finding) => ({ ...finding, path })));
    else if (value !== undefined) found.push({ path, message: `${path.join('.')} must be a text` });
  };
  if (typeof command === 'string') found.push({ path: ['command'], message: noShell(command) });
  else if (!Array.isArray(command) || command.length === 0)
    found.push({ path: ['command'], message: 'command must be a list: the program, then its arguments' });
  else command.forEach((argument, index) => void check(argument, 'command', index));
  check(cwd, 'cwd');
  for (const [name, value] of Object.entries(env ?? {})) check(value, 'env', name);
  if (timeout !== undefined && !spanOf(timeout))
    found.push({ path: ['timeout'], message: 'timeout must be seconds or a duration such as 30s, 5m or 1h' });
  return found;
}

function spanOf(value: unknown): Millis | undefined {
  return typeof value === 'number' || typeof value === 'string' ? duration(value) : undefined;
}

function noShell(command: string): string {
  const argv = JSON.stringify(command.trim().split(/\s+/));
  return (
    'command must be a list, not one text: values in it come from log lines, so no shell ever reads it. ' +
    `Write ${argv}, or ["sh", "script.sh", "{step}"] with what needs a shell in a script.`
  );
}
