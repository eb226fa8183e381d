import type { Entry } from './entries.js';

const FOLDERS = new Set(['.aws', '.ssh', '.gnupg', '.kube', '.azure', '.gcloud']);
const FILE = /^(?:\.env(?:\..+)?|\.envrc|\.netrc|\.pgpass|.+\.(?:pem|p12|pfx)|id_[a-z0-9]+|credentials)$/;
/** Of a `.env` without its values. */
const TEMPLATE = /\.(?:example|sample|template|dist)$/;

/** What a package holds that looks like a secret, in a sentence with the remedy; undefined where nothing does. */
export function secretsIn(from: string, entries: readonly Entry[]): string | undefined {
  const found = entries.filter(({ path, file }) => file !== undefined && looksSecret(path)).map(({ path }) => path);
  if (found.length === 0) return undefined;
  const more = found.length > 3 ? ` and ${found.length - 3} more` : '';
  return (
    `What is uploaded of ${from} holds what look like secrets, for all who may use the cluster: ${found.slice(0, 3).join(', ')}${more}. ` +
    'Name them in a .rayignore or in runtime_env.excludes if the job does not need them.'
  );
}

function looksSecret(path: string): boolean {
  const words = path.split('/');
  const name = words.pop() as string;
  return (FILE.test(name) && !TEMPLATE.test(name)) || words.some((word) => FOLDERS.has(word));
}
