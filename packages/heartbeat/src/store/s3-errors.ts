import { UnansweredError } from '@sigwatch/core';

/** Where a question went, for people. */
export interface Asked {
  readonly bucket: string;
  /** A key, or the prefix of several. */
  readonly key: string;
  readonly region: string;
  readonly endpoint: string | undefined;
}

const CREDENTIALS =
  'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN), AWS_PROFILE, or run where a role gives them.';

const remedies: Readonly<Record<string, string>> = {
  AccessDenied:
    'Allow s3:GetObject on its objects and s3:ListBucket on the bucket: without the latter S3 says 403 of what is not there, too.',
  NoSuchBucket: 'Name a bucket that exists there.',
  InvalidBucketName: 'Name a bucket that exists there.',
  PermanentRedirect: 'The bucket is in another region: name that.',
  AuthorizationHeaderMalformed: 'The bucket is in another region, or its server wants another name of it: name that.',
  IllegalLocationConstraintException: 'The bucket is in another region: name that.',
  InvalidAccessKeyId: CREDENTIALS,
  SignatureDoesNotMatch: CREDENTIALS,
  InvalidToken: CREDENTIALS,
  ExpiredToken: `They have expired. ${CREDENTIALS}`,
  ExpiredTokenException: `They have expired. ${CREDENTIALS}`,
  CredentialsProviderError: CREDENTIALS,
  RequestTimeTooSkewed: 'Set the clock of this machine.',
  InvalidObjectState:
    'The object is archived: restore it, or let the rules of the bucket leave heartbeats where they are.',
  PreconditionFailed: 'It was written anew while it was read, and is asked for again.',
};

/** What an error of the SDK means to us. */
export interface Failure {
  readonly status: number | undefined;
  /** S3's own code, such as NoSuchKey; else that of the network or the SDK. */
  readonly code: string;
}

export function failureOf(error: unknown): Failure {
  const { $metadata, Code, code, name } = error as {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly Code?: unknown;
    readonly code?: unknown;
    readonly name?: unknown;
  };
  const words = [Code, code, name].find((one) => typeof one === 'string' && /^\w{1,64}$/.test(one) && one !== 'Error');
  return { status: $metadata?.httpStatusCode, code: typeof words === 'string' ? words : '' };
}

/** Failures of the network and the server, and of a clock that the SDK has set by the answer: the same question may have an answer now. */
const PASSING: ReadonlySet<string> = new Set([
  ...[
    'ECONNRESET',
    'ECONNREFUSED',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'EAI_AGAIN',
    'ENOTFOUND',
    'ERR_STREAM_PREMATURE_CLOSE',
  ],
  ...['TimeoutError', 'RequestTimeout', 'RequestTimeoutException', 'RequestTimeTooSkewed', 'SlowDown', 'Throttling'],
  ...['ThrottlingException', 'TooManyRequestsException', 'RequestLimitExceeded', 'BandwidthLimitExceeded'],
]);

export const isPassing = ({ status, code }: Failure): boolean =>
  PASSING.has(code) || status === 429 || (status !== undefined && status >= 500 && status !== 501);

/**
 * A sentence that names who was asked for what and what to do. Nothing else of the SDK's error is kept: its fields may
 * hold keys and signatures.
 */
export function unanswered(asked: Asked, { status, code }: Failure): UnansweredError {
  const known = code === 'Unknown' || code === 'UnknownError' ? '' : code;
  const told = [status, known].filter((one) => one !== undefined && one !== '').join(' ');
  const what = status === undefined ? "can't be asked for" : status < 500 ? 'refuses' : 'fails at';
  const how = told === '' ? '' : ` (${told})`;
  return new UnansweredError(`${serverOf(asked)} ${what} ${textOf(asked)}${how}. ${remedyFor(asked, status, code)}`);
}

export const silent = (asked: Asked, seconds: number): UnansweredError =>
  new UnansweredError(
    `${serverOf(asked)} did not answer for ${textOf(asked)} within ${seconds} s. See that it can be reached from here.`,
  );

export const strange = (asked: Asked): UnansweredError =>
  new UnansweredError(
    `What answers for ${textOf(asked)} at ${serverOf(asked)} is no S3. See that the endpoint is right, and that no proxy answers in its place.`,
  );

function remedyFor(asked: Asked, status: number | undefined, code: string): string {
  const known = Object.hasOwn(remedies, code) ? remedies[code] : undefined;
  if (known !== undefined) return known;
  if (status === 403 || status === 401) return remedies.AccessDenied as string;
  if (status === 301 || status === 307) return remedies.PermanentRedirect as string;
  if (status === 404) return 'See that the endpoint is that of an S3 server, and that the bucket exists there.';
  if (status !== undefined && status >= 500) return 'It is asked again.';
  if (status === undefined) return `See that ${serverOf(asked)} can be reached from here.`;
  return 'See what the server wants.';
}

const textOf = ({ bucket, key }: Asked): string => `s3://${bucket}/${key}`;

/** Without what an address may hold of a user and a password. */
function serverOf({ endpoint, region }: Asked): string {
  if (endpoint === undefined) return `S3 in ${region}`;
  return `S3 at ${URL.canParse(endpoint) ? new URL(endpoint).host : 'its endpoint'}`;
}
