import type { HealthXid } from '@sigwatch/core';

/**
 * Reads the answer to `kernelCommand`: the seconds that the node is up, then lines of its kernel as dmesg prints them.
 * `null` where the log could not be read. Of each GPU and code the lines are counted. Never throws.
 */
export function readXids(output: string, exit_code: number | undefined): readonly HealthXid[] | null {
  if (exit_code !== 0) return null;
  const [first = '', ...lines] = output.split('\n');
  const up = Number(first.trim().split(' ')[0]);
  const found = new Map<string, HealthXid>();
  for (const line of lines) {
    const xid = xidIn(line, Number.isFinite(up) ? up : undefined);
    if (xid === undefined) continue;
    const key = `${xid.code} ${xid.bus}`;
    // Lines stand in order of time: the last tells the age.
    found.set(key, { ...xid, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found.values()];
}

/** `[ 77.5] NVRM: Xid (PCI:0000:52:00 GPU-I:05): 48, pid=…` */
function xidIn(line: string, up: number | undefined): HealthXid | undefined {
  const at = line.indexOf('NVRM: Xid (');
  if (at < 0) return undefined;
  const close = line.indexOf('):', at);
  if (close < 0) return undefined;
  const code = Number.parseInt(line.slice(close + 2).trim(), 10);
  if (!Number.isInteger(code)) return undefined;
  const device = line.slice(line.indexOf('(', at) + 1, close).split(' ')[0] ?? '';
  const bus = device.startsWith('PCI:') ? device.slice('PCI:'.length) : device;
  const open = line.indexOf('[');
  const since = open >= 0 && open < at ? Number(line.slice(open + 1, line.indexOf(']', open)).trim()) : Number.NaN;
  const age = up !== undefined && Number.isFinite(since) ? Math.max(0, Math.round(up - since)) : null;
  return { code, bus, count: 1, age_seconds: age };
}
