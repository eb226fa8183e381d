import { setFlagsFromString } from 'node:v8';

/** Node 20 has 132 KB, Node 22 half of it. */
const BYTES_OF_CODE = 500_000;
/** Of V8, the versions of Node 20 and 22; others may not know the setting, and would say so on stderr. */
const KNOWN = ['11', '12'];

/**
 * From now on a function runs longer before V8 compiles it well. By default the start of a command makes it compile, on
 * threads beside, what hardly runs again: a tenth of a second of CPU with a thousand rules. What runs on is compiled some
 * milliseconds later.
 */
export function compileLate(): void {
  const [version = ''] = process.versions.v8.split('.');
  if (KNOWN.includes(version)) setFlagsFromString(`--interrupt-budget=${BYTES_OF_CODE}`);
}
