import { fieldsOf, textOf } from '../json.js';
import { askJson, type LogServer } from './server.js';

/** Whether a server's state API tells the bytes of a file: before Ray 2.34 each chunk of them has a `1` before it. */
export async function tellsBytes(server: LogServer, abort: AbortSignal): Promise<boolean> {
  const version = textOf(fieldsOf(await askJson(server, '/api/version', abort))?.ray_version) ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 34);
}
