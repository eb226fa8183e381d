import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { until } from '../support/until.js';
import { servicesHome } from './services-home.js';

/** A pair of keys of Amazon. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Of whoever may do everything as long as nobody's rights are checked. */
const ROOT: Keys = { accessKeyId: 'AKIASIGWATCHTESTROOT', secretAccessKey: 'SECRET-aws-root-key' };
const REGION = 'us-east-1';

/** S3, SNS, SQS and IAM by moto on loopback, for one test file; all that it holds is in memory. */
export class Moto implements AsyncDisposable {
  readonly keys = ROOT;
  /** Where its log lies. */
  readonly folder = mkdtempSync(join(tmpdir(), 'sigwatch-moto-'));
  readonly #leave = () => this.#signal('SIGKILL');
  #group = 0;
  #port = 0;
  #s3: S3Client | undefined;

  private constructor() {
    process.on('exit', this.#leave);
  }

  static async start(): Promise<Moto> {
    const moto = new Moto();
    try {
      await moto.#up();
      return moto;
    } catch (error) {
      await moto[Symbol.asyncDispose]();
      throw error;
    }
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What a process needs to reach it, and nothing of the keys that the machine may have. */
  get env(): Record<string, string> {
    return awsEnv(ROOT, this.endpoint);
  }

  get s3(): S3Client {
    this.#s3 ??= new S3Client({ endpoint: this.endpoint, region: REGION, forcePathStyle: true, credentials: ROOT });
    return this.#s3;
  }

  async bucket(name: string): Promise<string> {
    await this.s3.send(new CreateBucketCommand({ Bucket: name }));
    return name;
  }

  async put(bucket: string, key: string, text: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text }));
  }

  async remove(bucket: string, key: string): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }

  /** The answer of a service that speaks Amazon's query protocol (`sqs`, `iam`), as XML. */
  async ask(
    service: 'sqs' | 'iam' | 'sns',
    action: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const answer = await fetch(this.endpoint, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${ROOT.accessKeyId}/20260101/${REGION}/${service}/aws4_request`,
      },
      body: new URLSearchParams({ Action: action, ...more }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${service} ${action}: ${answer.status} ${text}`);
    return text;
  }

  /** A user who may do nothing but what this policy says. */
  async user(name: string, policy: object): Promise<Keys> {
    await this.ask('iam', 'CreateUser', { UserName: name });
    const document = { PolicyName: 'all', PolicyDocument: JSON.stringify(policy) };
    await this.ask('iam', 'PutUserPolicy', { UserName: name, ...document });
    const made = await this.ask('iam', 'CreateAccessKey', { UserName: name });
    return { accessKeyId: tag(made, 'AccessKeyId')!, secretAccessKey: tag(made, 'SecretAccessKey')! };
  }

  /** From now on it checks signatures and rights, or no longer. */
  async checksRights(checks: boolean): Promise<void> {
    const answer = await fetch(`${this.endpoint}/moto-api/reset-auth`, { method: 'POST', body: checks ? '0' : '1e9' });
    if (!answer.ok) throw new Error(`reset-auth: ${answer.status}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#leave);
    this.#s3?.destroy();
    this.#signal('SIGTERM');
    await until('the moto server ends', () => !this.#lives(), 30).catch(() => this.#signal('SIGKILL'));
    await until('the moto server is killed', () => !this.#lives());
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #up(): Promise<void> {
    const path = join(this.folder, 'moto.log');
    const log = openSync(path, 'a');
    const child = spawn(join(servicesHome(), 'bin', 'moto_server'), ['-H', '127.0.0.1', '-p', '0'], {
      detached: true,
      cwd: this.folder,
      stdio: ['ignore', log, log],
      // Rights are checked only when a test asks for it; the number is what makes that possible at all.
      env: { PATH: process.env.PATH ?? '', HOME: this.folder, INITIAL_NO_AUTH_ACTION_COUNT: '1e9' },
    });
    closeSync(log);
    child.on('error', () => undefined);
    this.#group = child.pid ?? 0;
    const told = () => readFileSync(path, 'utf8');
    this.#port = await until(
      () => `the moto server listens: ${told()}`,
      () => Number(/Running on http:\/\/127\.0\.0\.1:(\d+)/.exec(told())?.[1] ?? 0) || undefined,
    );
    await until('the moto server answers', () =>
      fetch(`${this.endpoint}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  }

  #signal(name: NodeJS.Signals): void {
    if (this.#group === 0) return;
    try {
      process.kill(-this.#group, name);
    } catch {
      // it has ended
    }
  }

  /** Whether any process of its group is there. */
  #lives(): boolean {
    return (
      this.#group !== 0 &&
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .some((name) => groupOf(name) === this.#group)
    );
  }
}

/** @param endpoint - Of all services. */
const awsEnv = (keys: Keys, endpoint: string): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: keys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  AWS_ENDPOINT_URL: endpoint,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_REGION: REGION,
});

/** The text of the first element with this name. */
export const tag = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

/** 0 of a process that has ended, and of a zombie. */
function groupOf(name: string): number {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? 0 : Number(group);
  } catch {
    return 0;
  }
}
