import { LOG } from './answers.js';
import { type Location, locationText } from './location.js';

export interface ShownPlace {
  readonly links: readonly { readonly name: string; readonly url: string }[];
  /** Where the training log is, if it writes one. */
  readonly log: string;
}

/** Where people see more of a run. `own`: the server is another than Amazon's, which has no such console. */
export function shownPlace(location: Location, region: string, own: boolean): ShownPlace {
  const log = `${locationText(location)}/${LOG}`;
  if (location.kind !== 's3' || own) return { links: [], log };
  return { links: [{ name: 'S3 console', url: consoleUrl(location, region) }], log };
}

function consoleUrl(location: Extract<Location, { kind: 's3' }>, region: string): string {
  const { bucket, prefix, run } = location;
  const folder = [prefix, run].filter(Boolean).join('/');
  const asked = new URLSearchParams({ region, prefix: `${folder}/` });
  return `https://${hostOf(region)}/s3/buckets/${encodeURIComponent(bucket)}?${asked}`;
}

function hostOf(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  return region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 's3.console.aws.amazon.com';
}
