import { hostname } from 'node:os';
import { type ComponentConfig, makeComponent, type Notifier, type Registry, systemDeps } from '@sigwatch/core';
import { sampleNotices } from '@sigwatch/notify';
import { registryWith } from '../../built-in.js';
import { componentsOf } from '../../settings/rules-of.js';
import { jsonText } from '../../view/json-text.js';
import { sanitize } from '../../view/sanitize.js';
import { exitCodes } from '../exit-code.js';
import { UsageError } from '../problem.js';
import { resolveFor } from '../settings-of.js';
import { calledOf, known, named } from './named.js';

/** What came of one sample. */
interface Tried {
  readonly name: string;
  readonly class_name: string;
  readonly ok: boolean;
  /** What the other side said, or what went wrong. */
  readonly detail: string;
  readonly ms: number;
  /** What a run would do then. */
  readonly next?: string;
}

/** `sigwatch notify test [NAME] [--all]` */
export async function verb([name]: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> {
  const settings = await resolveFor(options, { rules: true });
  const { notifiers = [], registry = registryWith() } = componentsOf(settings);
  const meant = chosen(name, options.all === true, notifiers);
  const tried: Tried[] = [];
  for (const config of meant) {
    const one = await tryOne(config, registry);
    tried.push(one);
    process.stdout.write(options.format === 'jsonl' ? `${jsonText(one)}\n` : lineOf(one));
  }
  return tried.every(({ ok }) => ok) ? exitCodes.succeeded : exitCodes.failed;
}

function chosen(
  name: string | undefined,
  all: boolean,
  notifiers: readonly ComponentConfig[],
): readonly ComponentConfig[] {
  if (all === (name !== undefined)) throw new UsageError(`say who is to be tried, or --all: ${known(notifiers)}`);
  if (name !== undefined) return named(name, notifiers);
  if (notifiers.length === 0) throw new UsageError(`nobody is told of anything: ${known(notifiers)}`);
  return notifiers;
}

async function tryOne(config: ComponentConfig, registry: Registry): Promise<Tried> {
  const one = { name: calledOf(config), class_name: config.class_name };
  const began = performance.now();
  const taking = () => Math.round(performance.now() - began);
  try {
    const notifier = makeComponent(registry, 'notifier', config, systemDeps);
    const detail = await sendSample(notifier, config.class_name === 'PagerDutyNotifier');
    return { ...one, ok: true, detail, ms: taking() };
  } catch (error) {
    const { name, message } = error as Error;
    return { ...one, ok: false, detail: message, ms: taking(), next: NEXT[name] ?? 'A run would try again.' };
  }
}

const NEXT: Readonly<Record<string, string>> = {
  UndeliverableError: 'A run would not try again: it is never taken as it is set.',
  TryLaterError: 'A run would try again later, when the other side wants it.',
};

/** @param over - Whether it has to be told that it is over, since it is open until then. */
async function sendSample(notifier: Notifier, over: boolean): Promise<string> {
  const [told, ended] = sampleNotices(Date.now(), hostname());
  const abort = new AbortController().signal;
  const sent = await notifier.send(told, abort);
  const last = over ? await notifier.send(ended, abort, sent?.keep) : undefined;
  return [sent?.detail ?? 'it was taken', last?.detail]
    .filter((text) => text !== undefined)
    .join('; when it was over ');
}

const lineOf = ({ name, class_name, ok, detail, ms, next }: Tried) =>
  `${ok ? '✓' : '✗'} ${name} (${class_name}), ${ms} ms: ${sanitize(detail)}\n${next === undefined ? '' : `  ${next}\n`}`;
