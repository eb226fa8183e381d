import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PermissionDeniedError } from '@sigwatch/core';
import { dashboardAddress } from './address.js';
import type { RaySettings } from './settings.js';

type Env = Readonly<Record<string, string | undefined>>;

/** How the dashboard is reached, for HTTP and WebSockets alike. */
export interface Connection {
  /** Without a slash at its end. */
  readonly address: string;
  /** Of each request. Read anew each time: files of tokens are changed under way. Throws `PermissionDeniedError` where the file that was named can't be read. */
  headers(): Readonly<Record<string, string>>;
  /** PEM texts; undefined where nothing is set. */
  readonly tls: Tls | undefined;
}

/** As Node's `tls.connect` takes them. */
export interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized: boolean;
}

/** Throws, with what to write instead, where the settings can't be used. */
export function rayConnection(settings: RaySettings, env: Env = process.env): Connection {
  const address = dashboardAddress(settings, env);
  const own = settings.headers ?? {};
  // Whoever writes the header knows better.
  const hasOwn = Object.keys(own).some((name) => name.toLowerCase() === 'authorization');
  return {
    address,
    headers: () => {
      const token = hasOwn ? undefined : tokenOf(settings, env);
      return token === undefined ? own : { ...own, authorization: `Bearer ${token}` };
    },
    tls: settings.tls === undefined ? undefined : tlsOf(settings.tls),
  };
}

/** As Ray itself looks for it: the variable, the file that a variable names, the file in the home directory. */
function tokenOf({ token_file }: RaySettings, env: Env): string | undefined {
  if (token_file !== undefined) return readToken(token_file, 'token_file');
  const given = env.RAY_AUTH_TOKEN?.trim();
  if (given) return given;
  if (env.RAY_AUTH_TOKEN_PATH) return readToken(env.RAY_AUTH_TOKEN_PATH, 'RAY_AUTH_TOKEN_PATH');
  try {
    return readFileSync(join(env.HOME ?? homedir(), '.ray', 'auth_token'), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

function readToken(path: string, name: string): string {
  const token = read(path, name).trim();
  if (token !== '') return token;
  throw new PermissionDeniedError(`${name} ${path} is empty.`, 'Write the bearer token of the Ray cluster into it.');
}

function tlsOf({ ca, cert, key, verify }: NonNullable<RaySettings['tls']>): Tls {
  return {
    ...(ca === undefined ? {} : { ca: read(ca, 'tls.ca') }),
    ...(cert === undefined ? {} : { cert: read(cert, 'tls.cert') }),
    ...(key === undefined ? {} : { key: read(key, 'tls.key') }),
    rejectUnauthorized: verify ?? true,
  };
}

function read(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new PermissionDeniedError(
      `${name} ${path} can't be read (${code ?? 'unknown error'}).`,
      'Name a file that the user who runs sigwatch may read.',
      { cause: error },
    );
  }
}
