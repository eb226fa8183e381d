import { expect, it } from 'vitest';
import type { Answer } from './run-command.js';
import { troubleOf } from './trouble.js';

const prefix = ['kubectl', 'exec', 'trainer-0', '--'];
const trouble = (stderr: string) => troubleOf(prefix, { stderr, exitCode: 1 } as Answer);
const LOGGED = `E1122 20:42:15.812411   22659 memcache.go:265] "Unhandled Error" err="couldn't get current server API group list"\n`;
const SAID = 'The connection to the server localhost:8080 was refused - did you specify the right host or port?';

it('is told in what kubectl says, and not in what it logs of each of its tries', () => {
  const error = trouble(`${LOGGED.repeat(5)}${SAID}\n`);
  expect(error).toMatchObject({ code: 'kubectl_not_configured' });
  expect(error.message).toBe(
    `\`kubectl exec trainer-0 --\` was not answered: ${SAID}. Install kubectl and see that \`kubectl get pods\` answers for the user that runs sigwatch, or set another prefix.`,
  );
});

it('is told in what it logs where it says nothing else', () => {
  expect(trouble(LOGGED).message).toContain('Unhandled Error');
});
