/** What looks like a secret wherever it stands: a text that comes before it, and of which signs it is made. */
export interface Shape {
  /** Every spelling in which it is looked for; what is found of it stays. */
  readonly before: readonly string[];
  /** Signs that may stand between that and the secret, such as quotes and colons; one of `needs` has to. */
  readonly between?: string;
  readonly needs?: string;
  /** Words that may stand there too. */
  readonly words?: readonly string[];
  readonly signs: ReadonlySet<string>;
  /** A shorter one is none. */
  readonly least: number;
  /** What comes before is a part of the secret, and goes as well. */
  readonly whole?: true;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const signs = (more = '') => new Set(LETTERS + more);
const spelt = (...words: readonly string[]) =>
  words.flatMap((word) => [word, word[0]!.toUpperCase() + word.slice(1), word.toUpperCase()]);

const OF_TOKENS = signs('-_');
const OF_URLS = signs('-_/');
const OF_VALUES = signs('+/=._~-%!$*@#^&?');
const GIVEN = ' \t"\'`:=\\>';

export const shapes: readonly Shape[] = [
  { before: ['hooks.slack.com/', 'hooks.slack-gov.com/'], signs: OF_URLS, least: 8 },
  {
    before: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xoxe.', 'xapp-'],
    signs: signs('-.'),
    least: 8,
    whole: true,
  },
  { before: ['AKIA', 'ASIA'], signs: new Set('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'), least: 16, whole: true },
  {
    before: ['ghp_', 'gho_', 'ghs_', 'github_pat_', 'glpat-', 'hf_', 'whsec_'],
    signs: signs('_-+/='),
    least: 16,
    whole: true,
  },
  { before: spelt('bearer'), between: ' \t', needs: ' \t', signs: OF_VALUES, least: 12 },
  {
    before: spelt('authorization'),
    between: GIVEN,
    needs: ':=',
    words: ['Bearer', 'bearer', 'Basic', 'basic', 'Token', 'token'],
    signs: OF_VALUES,
    least: 4,
  },
  {
    before: spelt(
      'secretAccessKey',
      'sessionToken',
      'accessToken',
      'apiKey',
      'password',
      'passwd',
      'secret',
      'secret_key',
      'secret_access_key',
      'session_token',
      'access_token',
      'auth_token',
      'api_key',
      'apikey',
      'routing_key',
      'integration_key',
    ),
    between: GIVEN,
    needs: ':=',
    signs: OF_VALUES,
    least: 4,
  },
  {
    before: ['X-Amz-Signature=', 'X-Amz-Security-Token=', 'X-Amz-Credential=', 'sig='],
    signs: signs('-_%/+='),
    least: 8,
  },
  { before: ['events.pagerduty.com/integration/'], signs: OF_TOKENS, least: 8 },
];
