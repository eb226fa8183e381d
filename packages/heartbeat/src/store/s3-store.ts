import type { AwsCredentials, Deps, Millis } from '@sigwatch/core';
import type { HeartbeatStore } from './heartbeat-store.js';
import { S3Asking } from './s3-asking.js';
import { get } from './s3-get.js';
import { pages } from './s3-pages.js';

export interface S3Settings {
  readonly bucket: string;
  /** Without slashes at its ends. Default: the whole bucket. */
  readonly prefix?: string;
  /** Default: us-east-1. */
  readonly region?: string;
  /** Of another server than Amazon's, such as http://127.0.0.1:9000. */
  readonly endpoint?: string;
  /** The bucket stands in the path, not in the name of the host. Default: where an endpoint is given. */
  readonly force_path_style?: boolean;
  /** ms until a connection stands, and until a question is answered as a whole. Default: 5 s and 30 s. */
  readonly connect?: Millis;
  readonly whole?: Millis;
  /** How often a question is asked at most. Default: 3. */
  readonly tries?: number;
  /** Default: as the SDK finds them. */
  readonly credentials?: AwsCredentials;
  readonly deps?: Deps;
}

/** Most files are uploaded once in a while: so late (ms) one may be. */
const LAG: Millis = 300_000;

/** Heartbeats in a bucket of any server that speaks S3. */
export function s3Store(settings: S3Settings): HeartbeatStore {
  const { bucket, prefix = '' } = settings;
  const asking = new S3Asking(settings);
  const base = prefix === '' ? '' : `${prefix}/`;
  const pathOf = (key: string | undefined): string => (key ?? '').slice(base.length);
  return {
    root: `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`,
    lag: LAG,
    get: (path, abort, getting = {}) => get(asking, { Bucket: bucket, Key: `${base}${path}` }, path, abort, getting),
    async *list(path, abort, after) {
      const start = after === undefined ? {} : { StartAfter: `${base}${after}` };
      for await (const { Contents = [] } of pages(
        asking,
        { Bucket: bucket, Prefix: `${base}${path}`, ...start },
        abort,
      ))
        for (const { Key, ETag = '', LastModified, Size = 0 } of Contents)
          yield { path: pathOf(Key), etag: ETag, modified: LastModified?.getTime() ?? 0, size: Size };
    },
    async *folders(path, abort) {
      const question = { Bucket: bucket, Prefix: `${base}${path}`, Delimiter: '/' };
      for await (const { CommonPrefixes = [] } of pages(asking, question, abort))
        for (const { Prefix = '' } of CommonPrefixes) yield pathOf(Prefix).slice(path.length, -1);
    },
    async put(path, bytes, abort) {
      const question = { Bucket: bucket, Key: `${base}${path}`, Body: bytes };
      await asking.ask(
        question.Key,
        (sdk, client, _, limit) => client.send(new sdk.PutObjectCommand(question), { abortSignal: limit }),
        abort,
      );
    },
    async delete(path, abort) {
      const question = { Bucket: bucket, Key: `${base}${path}` };
      await asking.ask(
        question.Key,
        (sdk, client, _, limit) => client.send(new sdk.DeleteObjectCommand(question), { abortSignal: limit }),
        abort,
      );
    },
    get requests() {
      return asking.requests;
    },
    close: () => asking.close(),
  };
}
