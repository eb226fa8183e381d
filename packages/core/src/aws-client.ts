/** As the clients of AWS's SDK take them. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The keys that `variables` have beyond the environment `env` of this process, as from a `.env`. Undefined where the
 * environment says itself who asks, by keys or a profile, or nobody does: then the SDK looks for them as it always does.
 */
export function awsCredentials(variables: Variables, env: Variables): AwsCredentials | undefined {
  if (env.AWS_ACCESS_KEY_ID || env.AWS_PROFILE) return undefined;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = variables;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}) };
}

const QUIET = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/** Makes a client. The SDK would print advice on versions of Node into the output of whoever uses sigwatch; it asks only while it makes one. */
export function quietly<T>(make: () => T): T {
  const before = process.env[QUIET];
  process.env[QUIET] = 'true';
  try {
    return make();
  } finally {
    if (before === undefined) delete process.env[QUIET];
    else process.env[QUIET] = before;
  }
}
