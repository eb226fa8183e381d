import { type Moto, tag } from './moto.js';

/** A notice as a subscriber of a topic gets it. */
export interface Notification {
  readonly subject: string | undefined;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A queue of SQS that is subscribed to a topic of SNS. */
export interface Queue {
  /** All that it holds now, which it then holds no longer. */
  drain(): Promise<readonly Notification[]>;
}

export const topic = async (moto: Moto, name: string): Promise<string> =>
  tag(await moto.ask('sns', 'CreateTopic', { Name: name }), 'TopicArn')!;

/** @param filter - A filter policy on the attributes of a notice. */
export async function subscribe(moto: Moto, arn: string, name: string, filter?: object): Promise<Queue> {
  const url = tag(await moto.ask('sqs', 'CreateQueue', { QueueName: name }), 'QueueUrl')!;
  const subscription = tag(
    await moto.ask('sns', 'Subscribe', {
      TopicArn: arn,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:us-east-1:123456789012:${name}`,
      ReturnSubscriptionArn: 'true',
    }),
    'SubscriptionArn',
  )!;
  if (filter !== undefined)
    await moto.ask('sns', 'SetSubscriptionAttributes', {
      SubscriptionArn: subscription,
      AttributeName: 'FilterPolicy',
      AttributeValue: JSON.stringify(filter),
    });
  return {
    async drain() {
      const got: Notification[] = [];
      for (;;) {
        const xml = await moto.ask('sqs', 'ReceiveMessage', { QueueUrl: url, MaxNumberOfMessages: '10' });
        const bodies = [...xml.matchAll(/<Body>([\s\S]*?)<\/Body>/g)].map(([, body]) => unescaped(body!));
        if (bodies.length === 0) return got;
        got.push(...bodies.map(notification));
        for (const [, handle] of xml.matchAll(/<ReceiptHandle>([^<]*)<\/ReceiptHandle>/g))
          await moto.ask('sqs', 'DeleteMessage', { QueueUrl: url, ReceiptHandle: handle! });
      }
    },
  };
}

function notification(body: string): Notification {
  const {
    Subject,
    Message,
    MessageAttributes = {},
  } = JSON.parse(body) as {
    Subject?: string;
    Message: string;
    MessageAttributes?: Record<string, { Value: string }>;
  };
  const attributes = Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]);
  return { subject: Subject, message: Message, attributes: Object.fromEntries(attributes) };
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replaceAll('&#xD;', '\r')
    .replaceAll('&amp;', '&');
