import { duration } from '../config/duration.js';
import type { ActionContext, ActionResult, Component, ConfigProblem, Program, ProgramRequest } from '../contract.js';
import type { ControlAction } from '../generated/ControlAction.js';
import { componentSchemas } from '../generated/component-schemas.js';

const TABLES = ['set', 'scale', 'floor', 'cap'] as const;
const WAIT = 60_000;

/** Asks the program while it runs. The key of the request is that of the action, so that a crash asks nothing twice. */
export const controlAction: Component<'action'> = {
  kind: 'action',
  class_name: 'ControlAction',
  summary: 'Asks the program for a checkpoint, for its end or for other settings while it runs, and tells its answer.',
  config: componentSchemas.ControlAction,
  check: (config) => findings(config as unknown as ControlAction),
  create: (config) => ({
    // One program does one thing after the other; a wait for it holds up no other one's.
    concurrency: 4,
    // It has a time of its own for the answer.
    limit: Number.POSITIVE_INFINITY,
    run: (context, abort, program) => ask(config as unknown as ControlAction, context, program, abort),
  }),
};

function findings({ request, set = {}, scale = {}, floor, cap, optional = [] }: ControlAction): ConfigProblem[] {
  const problem = (path: string, message: string): ConfigProblem => ({ path: [path], message });

  const named = [...Object.keys(set), ...Object.keys(scale)];
  if (request !== 'set')
    return named.length === 0
      ? []
      : [problem('request', `request: ${request} changes no settings; write request: set`)];
  const bounds = [...Object.keys(floor ?? {}), ...Object.keys(cap ?? {})].filter((name) => !Object.hasOwn(scale, name));
  const twice = Object.keys(set).filter((name) => Object.hasOwn(scale, name));
  const unknown = optional.filter((name) => !named.includes(name));
  return [
    ...(named.length === 0 ? [problem('request', 'request: set needs `set` or `scale`')] : []),
    ...twice.map((name) => problem('scale', `${name} stands in \`set\`, too: it has one value`)),
    ...bounds.map((name) => problem('scale', `${name} has a bound and no factor: write it under \`scale\``)),
    ...unknown.map((name) => problem('optional', `${name} stands neither in \`set\` nor in \`scale\``)),
  ];
}

async function ask(
  config: ControlAction,
  context: ActionContext,
  program: Program | undefined,
  abort: AbortSignal,
): Promise<ActionResult> {
  const { key, signal } = context;
  if (program === undefined) return { ok: false, detail: 'there is no program to be asked', final: true };
  const { request: action, optional = [], reason, wait } = config;
  const left = optional.filter((name) => !program.capabilities.includes(name));
  const tables = TABLES.flatMap((name) => {
    const kept = Object.entries(config[name] ?? {}).filter(([setting]) => !left.includes(setting));
    return kept.length === 0 ? [] : [[name, Object.fromEntries(kept)] as const];
  });
  const why = reason ?? signal?.text;
  const request: ProgramRequest = {
    key,
    action: action as ProgramRequest['action'],
    ...Object.fromEntries(tables),
    ...(why === undefined ? {} : { reason: why }),
    wait: (wait === undefined ? undefined : duration(wait)) ?? WAIT,
  };
  const { status, message, step, path } = await program.ask(request, abort);
  const at = step === undefined ? '' : ` at step ${step}`;
  const said = message ?? path;
  return { ok: status === 'done', detail: `${status}${at}${said === undefined ? '' : `: ${said}`}`, final: true };
}
