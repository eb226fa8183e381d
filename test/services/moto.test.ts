import { existsSync } from 'node:fs';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, it } from 'vitest';
import { Moto } from './moto.js';
import { subscribe, topic } from './queue.js';

it('the moto server is up for as long as a test needs it, checks rights where it shall, filters what it fans out, and leaves nothing', async () => {
  const moto = await Moto.start();
  const bucket = await moto.bucket('monitoring');
  await moto.put(bucket, 'run/metadata.json', '{}');
  const get = async (credentials: { accessKeyId: string; secretAccessKey: string }, key: string) => {
    const client = new S3Client({
      endpoint: moto.endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials,
      maxAttempts: 1,
    });
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await Body?.transformToString();
    } catch (error) {
      return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    } finally {
      client.destroy();
    }
  };
  const may = await moto.user('reader', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
  });
  const may_not = await moto.user('stranger', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sns:*', Resource: '*' }],
  });
  await moto.checksRights(true);
  expect([await get(may, 'run/metadata.json'), await get(may_not, 'run/metadata.json')]).toEqual(['{}', 403]);
  expect(await get({ ...may, secretAccessKey: 'wrong' }, 'run/metadata.json')).toBe(403);
  await moto.checksRights(false);
  expect(await get(may_not, 'run/metadata.json')).toBe('{}');

  const arn = await topic(moto, 'alerts');
  const all = await subscribe(moto, arn, 'all');
  const failed = await subscribe(moto, arn, 'failed', { transition: ['failed'] });
  const sns = new SNSClient({ endpoint: moto.endpoint, region: 'us-east-1', credentials: moto.keys });
  for (const transition of ['failed', 'succeeded'])
    await sns.send(
      new PublishCommand({
        TopicArn: arn,
        Subject: transition,
        Message: `<${transition}> & "more"`,
        MessageAttributes: { transition: { DataType: 'String', StringValue: transition } },
      }),
    );
  sns.destroy();
  const of = (transition: string) => ({
    subject: transition,
    message: `<${transition}> & "more"`,
    attributes: { transition },
  });
  expect(await all.drain()).toEqual([of('failed'), of('succeeded')]);
  expect(await failed.drain()).toEqual([of('failed')]);
  expect(await failed.drain()).toEqual([]);

  expect(existsSync(moto.folder)).toBe(true);
  await moto[Symbol.asyncDispose]();
  expect(existsSync(moto.folder)).toBe(false);
  await expect(fetch(moto.endpoint)).rejects.toThrow('fetch failed');
});
