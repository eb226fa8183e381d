import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The file of `cert`: for NODE_EXTRA_CA_CERTS of whoever is to trust it. */
  readonly path: string;
}

/** A new certificate for localhost and 127.0.0.1 that vouches for itself, made by openssl in `folder`. */
export function certificateIn(folder: string): Certificate {
  const keyPath = join(folder, 'key.pem');
  const path = join(folder, 'cert.pem');
  const args = [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ...['-keyout', keyPath, '-out', path],
  ];
  execFileSync('openssl', args, { stdio: 'ignore' });
  return { key: readFileSync(keyPath, 'utf8'), cert: readFileSync(path, 'utf8'), path };
}
