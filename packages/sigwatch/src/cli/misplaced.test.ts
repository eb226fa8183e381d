import { expect, it } from 'vitest';
import { misplaced } from './misplaced.js';

it.each([
  [['python', 'train.py', '--lr', '1', '--name', 'x'], undefined],
  [['python', 'train.py', '--restart', 'none'], /^--restart stands behind -- and goes to the command; .* before --$/],
  [['python', 'train.py', '--restart=none', '--detach'], /^--restart, --detach stand behind -- and go to the command/],
  [['python', 'train.py', '--slack-webhook=https://x', '--sns-topic', 'a'], /^--slack-webhook, --sns-topic stand/],
])('of %j is told: %s', (command, expected) => {
  if (expected === undefined) expect(misplaced(command)).toBeUndefined();
  else expect(misplaced(command)).toMatch(expected);
});
