// A job that does what its scenario says for this attempt:
// { "1": { print, append: {file, text}, wait_for, after, exit, hang }, "2": …, "later": … }
import { appendFileSync, existsSync, readFileSync, writeSync } from 'node:fs';

const scenario = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const {
  print = '',
  append,
  wait_for,
  after = '',
  exit = 0,
  hang = false,
} = scenario[process.env.SIGWATCH_ATTEMPT] ?? scenario.later ?? {};

if (append) appendFileSync(append.file, append.text);
writeSync(1, print);
while (wait_for && !existsSync(wait_for)) await new Promise((resolve) => setTimeout(resolve, 10));
writeSync(1, after);
if (hang) setInterval(() => {}, 60_000);
else process.exitCode = exit;
