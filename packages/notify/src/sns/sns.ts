import {
  awsCredentials,
  optionalPackage,
  quietly,
  type Sent,
  type SnsNotifier,
  TryLaterError,
  UndeliverableError,
} from '@sigwatch/core';
import type { Sending } from '../guarded.js';
import { whyOf } from '../http/why.js';
import { publicationOf } from './message.js';

type Sns = typeof import('@aws-sdk/client-sns');

export async function publishToSns(config: SnsNotifier, sending: Sending<'topic_arn'>): Promise<Sent> {
  const { notice, secrets, abort } = sending;
  const topic = secrets.topic_arn!;
  const region = config.region ?? topic.split(':')[3];
  if (!region || !topic.startsWith('arn:'))
    throw new UndeliverableError(`${topic} is no topic: give its ARN, arn:aws:sns:REGION:ACCOUNT:NAME`);
  const { PublishCommand, SNSClient } = await loaded();
  const { endpoint } = config;
  const credentials = awsCredentials(sending.env, process.env);
  // The outbox tries again, over hours; the client's own tries would only hold back what the error says.
  const client = quietly(
    () =>
      new SNSClient({
        ...{ region, maxAttempts: 1 },
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(credentials === undefined ? {} : { credentials }),
      }),
  );
  try {
    const command = new PublishCommand(publicationOf(notice, topic, config.format));
    const { MessageId } = await client.send(command, { abortSignal: abort });
    return { detail: `SNS has it as message ${MessageId}` };
  } catch (error) {
    abort.throwIfAborted();
    throw sorted(error);
  } finally {
    client.destroy();
  }
}

const loaded = (): Promise<Sns> => optionalPackage('@aws-sdk/client-sns', 'SNS', () => import('@aws-sdk/client-sns'));

interface AwsError {
  readonly name?: string;
  readonly message?: string;
  readonly $fault?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Keys that are replaced by themselves, and what only was not there yet. */
const PASSING: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'CredentialsProviderError',
  'TokenProviderError',
  'RequestTimeout',
  'RequestTimeoutException',
]);

function sorted(error: unknown): Error {
  const { name = '', message = '', $fault, $metadata } = (error ?? {}) as AwsError;
  const status = $metadata?.httpStatusCode;
  if (status === undefined && $fault === undefined && name !== 'CredentialsProviderError')
    return new Error(`SNS ${whyOf(error)}`);
  const remedy =
    name === 'CredentialsProviderError'
      ? ': set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role'
      : '';
  const told = `SNS said ${name}: ${message}${remedy}`;
  if (status === 429 || /throttl|toomanyrequests|requestlimit/i.test(name)) return new TryLaterError(told);
  if (PASSING.has(name) || (status !== undefined && status >= 500)) return new Error(told);
  return new UndeliverableError(told);
}
