import type { ModalSettings } from '../settings.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** Lines of logs and answers in JSON must not be broken: no terminal is as wide. */
const WIDTH = '10000';

/** Output that programs can read, and whom the settings name. An empty FORCE_COLOR forces nothing. */
export const clientVariables = ({
  environment,
  profile,
}: Pick<ModalSettings, 'environment' | 'profile'>): Readonly<Record<string, string>> => ({
  NO_COLOR: '1',
  FORCE_COLOR: '',
  TERM: 'dumb',
  COLUMNS: WIDTH,
  PYTHONUNBUFFERED: '1',
  PYTHONIOENCODING: 'utf-8',
  ...(environment === undefined ? {} : { MODAL_ENVIRONMENT: environment }),
  ...(profile === undefined ? {} : { MODAL_PROFILE: profile }),
});

/** All of the environment of a client that asks: its times are UTC, whatever the time zone here is. */
export function askingEnvironment(
  settings: Pick<ModalSettings, 'environment' | 'profile'>,
  env: Variables,
): Readonly<Record<string, string>> {
  const all = { ...env, ...clientVariables(settings), LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  return Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined));
}
