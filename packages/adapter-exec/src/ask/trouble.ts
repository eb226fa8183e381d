import { KubectlMissingError, PermissionDeniedError, UnansweredError } from '@sigwatch/core';
import type { Answer } from './run-command.js';

/** The pod that the prefix names is definitively not there, or has ended for good: none of its processes is alive. */
export class PodLostError extends Error {
  override readonly name = 'PodLostError';
}

/** Nobody answered, or nobody can tell whether all was done: how things are is not known. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** The other side was asked, and says no. */
export class OtherSideError extends Error {
  override readonly name = 'OtherSideError';
}

const lost = [
  /^Error from server \(NotFound\): pods? "[^"]*" not found/m,
  /^error: cannot exec into a container in a completed pod/m,
];
const denied = [
  /^Error from server \(Forbidden\)/m,
  /\(Unauthorized\)|You must be logged in to the server/,
  /^[^\n]*: Permission denied \((?:publickey|password|keyboard|gssapi|hostbased)/m,
  /^Host key verification failed/m,
];
const unconfigured = [
  /The connection to the server localhost:8080 was refused/,
  /no configuration has been provided/,
  /current-context must exist/,
  /context "[^"]*" does not exist/,
];

/** A connection that was lost, or not to be had for a moment: the next one may be. */
const passing =
  /error dialing backend|unexpected EOF|TLS handshake timeout|i\/o timeout|connection (?:refused|reset|lost)|connection closed by|kex_exchange_identification|etcdserver: |the server is currently unable/i;

/** Whether what only reads may be asked again for it at once. */
export const isPassing = (error: unknown): boolean => error instanceof UnreachableError && passing.test(error.message);

/** What it means that the answer of the other side did not come; in the words of the prefix's program. */
export function troubleOf(prefix: readonly string[], { stderr, exitCode }: Answer): Error {
  const says = firstWords(stderr) || `it ended with exit code ${exitCode}`;
  const what = `${named(prefix)} was not answered: ${says}.`;
  if (isKubectl(prefix)) {
    if (lost.some((pattern) => pattern.test(stderr))) return new PodLostError(says);
    if (unconfigured.some((pattern) => pattern.test(stderr))) return new KubectlMissingError(what);
  }
  if (denied.some((pattern) => pattern.test(stderr))) return new PermissionDeniedError(what, remedyOf(prefix));
  return new UnreachableError(what);
}

/** The same of a command that gave no answer at all. */
export function unansweredTrouble(prefix: readonly string[], error: unknown): unknown {
  if (!(error instanceof UnansweredError)) return error;
  if (error.missing && isKubectl(prefix)) return new KubectlMissingError(`${error.message.replace(/\.?$/, '.')}`);
  return new UnreachableError(`${named(prefix)} was not answered: ${error.message}.`, { cause: error });
}

const remedyOf = (prefix: readonly string[]): string =>
  isKubectl(prefix)
    ? 'Ask for the right to create pods/exec there (`kubectl auth can-i create pods/exec`), or set another prefix.'
    : 'See that the prefix works for the user that runs sigwatch, without a question for a password or a host key.';

/** The last path component, so that `/usr/local/bin/kubectl` is known too. */
export const programOf = (prefix: readonly string[]): string => prefix[0]?.split('/').at(-1) ?? '';

const isKubectl = (prefix: readonly string[]): boolean =>
  ['kubectl', 'oc', 'k3s', 'microk8s', 'minikube'].includes(programOf(prefix)) || prefix.includes('kubectl');

const named = (prefix: readonly string[]): string => (prefix.length === 0 ? 'sh' : `\`${prefix.join(' ')}\``);

/** What kubectl logs of its tries stands before what it says of them all. */
const OWN_LOG = /^[EWI]\d{4} \d\d:\d\d:\d\d\.\d+ /;

/** Two lines say it; what a login prints may be long. */
function firstWords(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim().replace(/\.$/, ''))
    .filter((line) => line !== '' && !line.startsWith('Defaulted container'));
  const spoken = lines.filter((line) => !OWN_LOG.test(line));
  return (spoken.length > 0 ? spoken : lines).slice(0, 2).join('; ').slice(0, 300);
}
