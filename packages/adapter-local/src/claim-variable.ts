import { readFileSync } from 'node:fs';

/** The environment variable that tells whose a process is, also when it has left its group: nonces, innermost first. */
export const CLAIM_VARIABLE = 'SIGWATCH_CLAIM';

/** Whether the process was started with this nonce in its environment. Linux only; elsewhere always false. */
export function carriesClaim(pid: number, nonce: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const prefix = `${CLAIM_VARIABLE}=`;
    const entries = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
    const claims = entries.find((entry) => entry.startsWith(prefix));
    return claims?.slice(prefix.length).split(' ').includes(nonce) ?? false;
  } catch {
    // Gone, or of another user, who cannot be started by ours.
    return false;
  }
}
