// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what shells read
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { quoted, wrapScript } from './wrap-script.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs a wrapped script with a `sigwatch` that tells its words and then runs the command behind `--`. */
function execute(script: string, args: readonly string[] = [], options: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'sigwatch-wrap-'));
  folders.push(folder);
  const sigwatch = join(folder, 'sigwatch');
  const shift = 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"';
  writeFileSync(sigwatch, `#!/bin/sh\nfor word; do echo "[$word]"; [ "$word" = -- ] && break; done\n${shift}\n`);
  chmodSync(sigwatch, 0o755);
  const wrapped = join(folder, 'wrapped.sh');
  writeFileSync(wrapped, wrapScript(script, { name: 'my job', options, from: 'train.sbatch' }));
  const temporary = join(folder, 'tmp');
  spawnSync('mkdir', [temporary]);
  const env = { PATH: `${folder}:${process.env.PATH}`, TMPDIR: temporary, SLURM_JOB_ID: '12' };
  const { stdout, status } = spawnSync('sh', [wrapped, ...args], { env, encoding: 'utf8' });
  return { lines: stdout.trimEnd().split('\n'), status, left: readdirSync(temporary) };
}

describe('a wrapped script', () => {
  it('runs the body by its interpreter with its arguments, under a run that is named after the job', () => {
    const body = '#!/bin/bash\n#SBATCH -N1\n\nx=(a "b c")\necho "${x[1]}" "$1"\nexit 7\n';
    const { lines, status, left } = execute(body, ["it's one"], ['--monitor', "a 'b'"]);
    expect(lines).toEqual(['[run]', '[--run-id]', '[my-job-12-0]', '[--monitor]', "[a 'b']", '[--]', "b c it's one"]);
    expect(status).toBe(7);
    expect(left).toEqual([]);
  });

  it('tells in one line where it came from, whatever that is called', () => {
    const wrapped = wrapScript('#!/bin/sh\n', { name: 'n', options: [], from: 'a\ntouch b' });
    expect(wrapped.split('\n')).not.toContainEqual(expect.stringMatching(/^touch/));
  });

  it('keeps the lines of sbatch before its own first command', () => {
    const body = '#!/bin/bash\n# train\n#SBATCH -N2\n\n#SBATCH --array=0-3\n\nset -e\n#SBATCH --late\n';
    const wrapped = wrapScript(body, { name: 'n', options: [], from: 'f' });
    expect(wrapped.split('\n').slice(0, 6)).toEqual([
      '#!/bin/sh',
      '# train',
      '#SBATCH -N2',
      '',
      '#SBATCH --array=0-3',
      '',
    ]);
    expect(wrapped.indexOf('--late')).toBeGreaterThan(wrapped.indexOf('mktemp'));
  });

  it('takes what looks like its own marks as part of the body', () => {
    const { lines, status } = execute("#!/bin/sh\ncat <<X\nSIGWATCH_BODY\n$(echo '$0')\nX\n");
    expect(lines.slice(-2)).toEqual(['SIGWATCH_BODY', '$0']);
    expect(status).toBe(0);
  });
});

it.each(['plain', "it's", 'a b', '$x', '', '\n', '*'])('a shell reads %j back as it is', (word) => {
  expect(spawnSync('sh', ['-c', `printf %s ${quoted(word)}`], { encoding: 'utf8' }).stdout).toBe(word);
});
