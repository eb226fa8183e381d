import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { signedHeaders } from './sign.js';

const page = readFileSync(fileURLToPath(new URL('../../../../docs/alerts.md', import.meta.url)), 'utf8');
const blockOf = (file: string) => new RegExp(`^\`\`\`\\w+ ${file}\\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1] ?? '';

const secret = `whsec_${Buffer.from('a key of thirty-two bytes, or so').toString('base64')}`;
const body = '{"data":"ü & <b>"}';
const now = Date.now();
const right = signedHeaders('train-1/2/failed', body, now, secret);
const cases = [
  { headers: right, body, secret, ours: true },
  { headers: { ...right, 'webhook-signature': `v1,AAAA ${right['webhook-signature']}` }, body, secret, ours: true },
  { headers: right, body: `${body} `, secret, ours: false },
  { headers: right, body, secret: `whsec_${Buffer.from('another').toString('base64')}`, ours: false },
  { headers: { ...right, 'webhook-id': 'other' }, body, secret, ours: false },
  { headers: signedHeaders('a', body, now - 3_600_000, secret), body, secret, ours: false },
];
const wanted = cases.map(({ ours }) => ours);

describe('what the documents give to verify a webhook', () => {
  it('tells ours from others in Node', async () => {
    const code = Buffer.from(blockOf('verify.mjs')).toString('base64');
    const { isOurs } = await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`);
    expect(cases.map((one) => isOurs(one.headers, one.body, one.secret))).toEqual(wanted);
  });

  it.skipIf(spawnSync('python3', ['--version']).status !== 0)('tells ours from others in Python', () => {
    const ask =
      '\nimport json, sys\nprint(json.dumps([is_ours(c["headers"], c["body"].encode(), c["secret"]) for c in json.load(sys.stdin)]))\n';
    const { stdout, stderr } = spawnSync('python3', ['-c', blockOf('verify.py') + ask], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout || JSON.stringify(stderr))).toEqual(wanted);
  });
});
