import { statSync } from 'node:fs';
import { type Millis, RefusedError, UnansweredError } from '@sigwatch/core';
import { notAnswered, refuseUnpermitted } from '../ask.js';
import type { Call, Ray } from '../client.js';
import { mib, remedy } from './too-big.js';

/** Whether the cluster has it. It keeps it for ten minutes from then on, also while no job uses it. */
export async function isAtCluster(ray: Ray, uri: string, abort: AbortSignal): Promise<boolean> {
  const call: Call = { method: 'GET', path: pathOf(uri) };
  const answer = await ray(call, abort);
  refuseUnpermitted(answer, call);
  if (answer.status !== 200 && answer.status !== 404) throw new UnansweredError(notAnswered(answer, call));
  return answer.status === 200;
}

/** Gives the bytes of a file to the cluster under that name. Rejects where it does not have them afterwards. */
export async function send(ray: Ray, { uri, path, timeout, tooBig }: Sending, abort: AbortSignal): Promise<void> {
  const { size } = statSync(path);
  const call: Call = { method: 'PUT', path: pathOf(uri), file: { path, size }, timeout };
  const answer = await ray(call, abort).catch((error: Error) => {
    abort.throwIfAborted();
    // A server that has read enough may close the connection under what is still being sent.
    const why = size > USUAL_MOST ? ` Many clusters take ${mib(USUAL_MOST)} at most. ${remedy}` : '';
    throw new UnansweredError(`The code (${mib(size)}) could not be uploaded: ${error.message}${why}`);
  });
  refuseUnpermitted(answer, call);
  const most = mostIn(answer.text);
  if (answer.status === 413 || most !== undefined || OLD_NO.test(answer.text))
    throw new RefusedError(tooBig(most ?? Math.min(size, USUAL_MOST)));
  if (answer.status !== 200) throw new UnansweredError(notAnswered(answer, call));
  if (!(await isAtCluster(ray, uri, abort)))
    throw new UnansweredError(`Ray took the code (${mib(size)}) and does not have it: the head may be short of memory`);
}

export interface Sending {
  /** `gcs://NAME`. */
  readonly uri: string;
  readonly path: string;
  readonly timeout: Millis;
  /** What is said where it has more than so many bytes. */
  readonly tooBig: (most: number) => string;
}

/** Of Ray 2.9, which tells no number and wraps its no into a 500. */
const OLD_NO = /HTTPRequestEntityTooLarge/;
/** Bytes. What the Jobs API takes in one request, from Ray 2.9 to 2.60. */
const USUAL_MOST = 100 * 1024 * 1024;

function mostIn(text: string): number | undefined {
  const most = /Maximum request body size (\d+) exceeded/.exec(text)?.[1];
  return most === undefined ? undefined : Number(most);
}

const pathOf = (uri: string): string => `/api/packages/gcs/${encodeURIComponent(uri.slice('gcs://'.length))}`;
