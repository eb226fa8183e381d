import type { RaySettings } from './settings.js';

/** Where Ray's dashboard listens when nobody says otherwise. */
const DEFAULT = 'http://127.0.0.1:8265';

/** The port of Ray's own protocol, which people know better than that of the dashboard. */
const GCS_PORT = '6379';
/** That of its clients. */
const CLIENT_PORT = '10001';
const DASHBOARD_PORT = '8265';

/** Of the dashboard, without a slash at its end. Throws, with what to write instead, where it is no address of a dashboard. */
export function dashboardAddress(
  { address }: Pick<RaySettings, 'address'>,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const given = address ?? (env.RAY_ADDRESS?.trim() || undefined) ?? DEFAULT;
  const name = address === undefined ? 'RAY_ADDRESS' : 'address';
  if (given === 'auto' || given === 'local') return DEFAULT;
  const parsed = parse(given);
  const host = hostOf(given);
  if (parsed === undefined || parsed.port === GCS_PORT)
    throw new Error(
      `${name} ${shown(given)} is no address of a Ray dashboard, which serves the Jobs API: write http://${host}.`,
    );
  if (parsed.username !== '' || parsed.password !== '')
    throw new Error(
      `${name} holds a name or a password: write them as headers: { Authorization: Basic … } of the adapter.`,
    );
  return `${parsed.origin}${parsed.pathname}`.replace(/\/+$/, '');
}

/** Whether the head is this very machine. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function parse(text: string): URL | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text);
}

/** Host and port of the dashboard, as far as what was written lets one guess it. */
function hostOf(text: string): string {
  const isWeb = /^(?:https?:\/\/|[^/]*$)/i.test(text);
  const bare = text
    .replace(/^[a-z+]*:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .replace(/^.*@/s, '');
  const [, host = '', port = ''] = /^(.*?)(?::(\d*))?$/s.exec(bare) ?? [];
  const kept = isWeb && port !== '' && port !== GCS_PORT && port !== CLIENT_PORT;
  return `${host || 'HOST'}:${kept ? port : DASHBOARD_PORT}`;
}

/** What stands before an @ may be a password, and what stands behind a question mark a token. */
const shown = (text: string): string => text.replace(/^([a-z+]*:\/\/)?.*@/is, '$1').replace(/[?#].*$/s, '');
