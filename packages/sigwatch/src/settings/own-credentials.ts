import { type AwsCredentials, awsCredentials } from '@sigwatch/core';
import { readDotEnv } from './dot-env.js';

/** Keys of AWS that the folder's `.env` has for sigwatch itself, where the environment says nothing of them. */
export function ownCredentials(folder: string = process.cwd(), env = process.env): AwsCredentials | undefined {
  const told = [...(readDotEnv(folder)?.values ?? [])].map(([name, { value }]) => [name, value] as const);
  return awsCredentials(Object.fromEntries(told), env);
}
