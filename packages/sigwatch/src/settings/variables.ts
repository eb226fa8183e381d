import type { DotEnv } from './dot-env.js';
import type { Settings } from './settings.js';

/** What components find under the names that `KEY_env` gives. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The variable that stands for the webhook, however that was told: what is kept and shown names it, and not its value. */
export const SLACK_VARIABLE = 'SLACK_WEBHOOK_URL';

/** The environment, what of `.env` it does not say, and a webhook that was typed, which lives in this process alone. */
export function variablesOf(given: {
  readonly env: Variables;
  readonly dotEnv: DotEnv | undefined;
  readonly settings: Pick<Settings, 'slack_webhook'>;
}): Variables {
  const { env, dotEnv, settings } = given;
  const ofFile = [...(dotEnv?.values ?? [])].map(([name, { value }]) => [name, value] as const);
  const said = Object.entries(env).filter(([, value]) => value);
  const webhook = settings.slack_webhook?.value;
  return {
    ...Object.fromEntries([...ofFile, ...said]),
    ...(webhook !== undefined && { [SLACK_VARIABLE]: webhook }),
  };
}
