import { PermissionDeniedError, UnansweredError } from '@sigwatch/core';
import type { Answer, Call, Ray } from './client.js';

/** JSON of the server, or that it does not know the job. */
export type Told = { readonly value: unknown } | { readonly missing: string };

/** Which job Ray does not know; any other 404 is of something that is not Ray, or too old for the path. */
const MISSING = /^Job (.+) does not exist/s;

/**
 * What Ray answers to a question. Rejects with `PermissionDeniedError` where it does not let us, and with `UnansweredError`
 * for all that is no answer of Ray: failures of the server, other pages, redirections to a page of logins.
 */
export async function ask(ray: Ray, call: Call, abort: AbortSignal): Promise<Told> {
  const answer = await ray(call, abort);
  refuseUnpermitted(answer, call);
  const missing = answer.status === 404 ? MISSING.exec(answer.text)?.[1] : undefined;
  if (missing !== undefined) return { missing };
  if (answer.status !== 200) throw new UnansweredError(notAnswered(answer, call));
  return { value: parsed(answer, call) };
}

/** Of a question about no job. */
export async function askValue(ray: Ray, call: Call, abort: AbortSignal): Promise<unknown> {
  const told = await ask(ray, call, abort);
  if ('missing' in told) throw new UnansweredError(`${call.path} is not known to the server`);
  return told.value;
}

export function refuseUnpermitted({ status }: Answer, { method, path }: Call): void {
  if (status !== 401 && status !== 403) return;
  throw new PermissionDeniedError(
    status === 401
      ? `Ray wants a token for ${method} ${path}, and ours is missing or not valid (401).`
      : `Ray does not let us ${method} ${path} (403).`,
    'Set RAY_AUTH_TOKEN, or token_file of the adapter to a file with the token of the cluster.',
  );
}

export function notAnswered({ status, text, location }: Answer, { method, path }: Call): string {
  if (location !== undefined) return `${method} ${path} was sent elsewhere (${status}): a login may stand before Ray.`;
  const said = lastLine(text);
  return `${method} ${path} was answered with ${status}${said === '' ? '' : `: ${said}`}`;
}

function parsed({ text }: Answer, { method, path }: Call): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const page = /^\s*</.test(text) ? 'a page that is not of Ray' : 'something that is no JSON';
    throw new UnansweredError(`${method} ${path} was answered with ${page}`);
  }
}

/** Where a traceback says what was wrong; pages of proxies say nothing. At most 500 characters. */
export function lastLine(text: string): string {
  if (/^\s*</.test(text)) return '';
  const lines = text.split('\n').map((line) => line.trim());
  return (lines.filter((line) => line !== '' && line !== '.').at(-1) ?? '').slice(0, 500);
}
