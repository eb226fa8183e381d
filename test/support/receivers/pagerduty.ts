import { type Answer, type Asked, HttpReceiver, objectOf } from './http-receiver.js';

type Value = Readonly<Record<string, unknown>>;

export interface PagerDuty extends AsyncDisposable {
  readonly receiver: HttpReceiver;
  /** Of the call that takes events. */
  readonly url: string;
  /** What it took, in order. */
  readonly events: readonly Value[];
  /** Dedup keys of what is triggered and not resolved. */
  readonly open: ReadonlySet<string>;
}

/** PagerDuty's Events API v2, with the limits of its reference. */
export async function pagerDuty(routingKey = 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00'): Promise<PagerDuty> {
  const open = new Set<string>();
  const receiver = await HttpReceiver.start((asked) => answerTo(asked, routingKey, open));
  return {
    receiver,
    url: `${receiver.url}/v2/enqueue`,
    get events() {
      return receiver.taken.map(({ body }) => objectOf(body) ?? {});
    },
    open,
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

function answerTo({ method, path, body }: Asked, routingKey: string, open: Set<string>): Answer {
  if (path !== '/v2/enqueue') return { status: 404 };
  if (method !== 'POST') return { status: 405 };
  if (Buffer.byteLength(body) > 512 * 1024) return { status: 413 };
  const event = objectOf(body);
  const errors = event === undefined ? ['JSON cannot be parsed'] : problems(event);
  // An unknown key of the right form is taken for invalid as well.
  if (errors.length === 0 && event?.routing_key !== routingKey) errors.push("'routing_key' is invalid");
  if (errors.length > 0)
    return { status: 400, body: { status: 'invalid event', message: 'Event object is invalid', errors } };
  const key = String(event?.dedup_key ?? `made-${open.size}`);
  if (event?.event_action === 'trigger') open.add(key);
  if (event?.event_action === 'resolve') open.delete(key);
  return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: key } };
}

function problems({ routing_key, event_action, dedup_key, payload, links, images }: Value): string[] {
  const found: string[] = [];
  const wrong = (bad: boolean, text: string) => bad && found.push(text);
  wrong(
    typeof routing_key !== 'string' || routing_key.length !== 32,
    "Length of 'routing_key' is incorrect (should be 32 characters)",
  );
  const trigger = event_action === 'trigger';
  wrong(
    !['trigger', 'acknowledge', 'resolve'].includes(String(event_action)),
    "'event_action' must be trigger, acknowledge or resolve",
  );
  wrong(!trigger && !dedup_key, "'dedup_key' is missing or blank");
  wrong(dedup_key !== undefined && !isText(dedup_key, 255), "'dedup_key' must be 1 to 255 characters");
  if (trigger || payload !== undefined) {
    const { summary, source, severity, timestamp, custom_details } = (payload ?? {}) as Value;
    wrong(!isText(summary, 1_024), "'payload.summary' is missing, blank or over 1024 characters");
    wrong(!isText(source, 1_024), "'payload.source' is missing or blank");
    wrong(
      !['critical', 'error', 'warning', 'info'].includes(String(severity)),
      "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')",
    );
    wrong(timestamp !== undefined && !isMoment(timestamp), "'payload.timestamp' is no ISO 8601 time");
    wrong(
      custom_details !== undefined && (typeof custom_details !== 'object' || custom_details === null),
      "'payload.custom_details' is no object",
    );
  }
  for (const [name, list, field] of [['links', links, 'href'] as const, ['images', images, 'src'] as const])
    wrong(
      list !== undefined && !(Array.isArray(list) && list.every((one: Value) => isText(one?.[field], 3_000))),
      `'${name}' needs '${field}' in each`,
    );
  return found;
}

const isText = (value: unknown, most: number): boolean =>
  typeof value === 'string' && value.length > 0 && value.length <= most;

const isMoment = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && Number.isFinite(Date.parse(value));
