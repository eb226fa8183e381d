// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { steps, Workshop } from './workshop.js';

const oom = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n';
const rows = (out: string) => out.trimEnd().split('\n');

/** A sigwatch.yaml with a job that fails and few rules; `more` are further lines of it. */
function withSettings(shop: Workshop, more = ''): void {
  const job = shop.job({ print: steps(1, 3) + oom, exit: 1 });
  shop.fewRules();
  const command = JSON.stringify(job);
  shop.file(
    'sigwatch.yaml',
    `name: mine\nmonitor: few.yaml\nrestart: { class_name: NoRestartPolicy }\njob: { command: ${command} }\n${more}`,
  );
}

describe.concurrent('sigwatch.yaml', () => {
  it('is what sigwatch run runs, and what is said of it is told', async () => {
    using shop = new Workshop();
    withSettings(shop);
    const told = await shop.told('run', []);
    expect([told.end.state, told.decisions, told.code]).toEqual(['failed', ['stop oom'], 3]);
    expect(told.err).toBe('sigwatch: settings from sigwatch.yaml (--no-config leaves them out)\n');
    expect(told.of('attempt_started')[0]?.data.name).toBe('mine');
  });

  it('gives way to arguments, and these to flags; after -- everything is the command', async () => {
    using shop = new Workshop();
    withSettings(shop);
    const rulesOf = async (...args: string[]) => {
      const told = await shop.told('run', args, ['true', 'monitoring=nope']);
      const { monitor, policy } = told.of('attempt_started')[0]?.data ?? {};
      return [monitor, policy ?? 'none', told.code];
    };
    expect(await rulesOf('monitoring=megatron_basic', 'restart=none')).toEqual([['megatron_basic'], 'none', 0]);
    expect(await rulesOf('monitoring=megatron_basic', '--monitor', 'default', 'restart=none')).toEqual([
      ['default'],
      'none',
      0,
    ]);
    expect(await rulesOf('--no-config', '--monitor', 'few.yaml')).toEqual([
      [join(shop.directory, 'few.yaml')],
      'none',
      0,
    ]);
  });

  it('that is broken is an error for every verb that would use it, not passed over', async () => {
    using shop = new Workshop();
    shop.file('sigwatch.yaml', 'job: { command: python train.py }\nheartbeat: { stale: soon }\n');
    shop.file('a.log', steps(1, 2));
    for (const args of [
      ['run'],
      ['run', '--', 'true'],
      ['watch', '--once', 'a.log'],
      ['replay', 'a.log'],
      ['scan', 'a.log'],
      ['rules', 'list'],
      ['doctor', '--config'],
    ]) {
      const { code, err } = await shop.cli(args);
      expect([args, code, err]).toEqual([
        args,
        2,
        expect.stringMatching(
          /:1:17: `command` is one text.*\[python, train.py\]`\.\n.*:2:21: `stale` cannot be "soon"/,
        ),
      ]);
    }
    expect((await shop.cli(['scan', 'a.log', '--no-config'])).code).toBe(0);
    // Where runs are kept is known from the environment: to stop one must not wait for a file to be mended.
    expect((await shop.cli(['status'])).code).toBe(0);
  });

  it('names the logs that are watched, of which some may be missing', async () => {
    using shop = new Workshop();
    shop.fewRules();
    shop.file('a.log', steps(1, 3) + oom);
    shop.file('sigwatch.yaml', 'monitor: few.yaml\njob: { logs: ["*.log", "*.err"] }\n');
    expect((await shop.told('watch', ['--once'])).incidents).toEqual(['oom cuda_oom']);
    shop.file('sigwatch.yaml', 'job: { logs: ["*.err"] }\n');
    expect(await shop.cli(['watch', '--once'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('no log matches'),
    });
  });

  it('names its run, which is taken up once and has one command', async () => {
    using shop = new Workshop();
    withSettings(shop, 'run_id: named\n');
    expect((await shop.told('run', [])).code).toBe(3);
    expect(await shop.cli(['run'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('choose another run_id in sigwatch.yaml:5'),
    });
  });

  it('names a run of watched logs too, which is over once it has ended', async () => {
    using shop = new Workshop();
    shop.fewRules();
    shop.file('a.log', steps(1, 3));
    shop.file('sigwatch.yaml', 'run_id: watched\nmonitor: few.yaml\njob: { logs: [a.log] }\n');
    expect((await shop.told('watch', ['--once'])).events[0]?.run_id).toBe('watched');
    expect(await shop.cli(['watch', '--once'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('watched has ended'),
    });
  });

  it('gives its command variables, which no record keeps', async () => {
    using shop = new Workshop();
    const command = JSON.stringify(['sh', '-c', 'test "$TOKEN" = "$OTHER" && test "$(pwd)" = "$WANTED"']);
    mkdirSync(join(shop.directory, 'sub'));
    shop.file(
      'sigwatch.yaml',
      `run_id: r\njob: { command: ${command}, cwd: sub, env: { TOKEN: "\${oc.env:SECRET}", WANTED: ${join(shop.directory, 'sub')} } }\n`,
    );
    expect((await shop.cli(['run'], { SECRET: 'hush-hush', OTHER: 'hush-hush' })).code).toBe(0);
    const told = await shop.cli(['doctor', '--config'], { SECRET: 'hush-hush' });
    expect(told.out).toContain('${oc.env:SECRET}');
    expect(told.out + shop.read('state/runs/r/events.jsonl')).not.toContain('hush-hush');
  });
});

describe.concurrent('an embedding program', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const embed = (shop: Workshop, code: string) =>
    spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { run, watch, replay } from 'sigwatch'; const config = process.argv[1]; ${code}`,
        join(shop.directory, 'sigwatch.yaml'),
      ],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, SIGWATCH_STATE_DIR: shop.state, SIGWATCH_MONITOR: 'nope' },
      },
    );

  it('takes the job and the rules of a file that it names, and is not steered by the environment', () => {
    using shop = new Workshop();
    withSettings(shop);
    const { stdout, stderr } = embed(
      shop,
      'const { end } = await run([], { config }).done; console.log(end.state, end.root.error_type);',
    );
    expect([stdout, stderr]).toEqual(['failed oom\n', '']);
  });

  it('watches and replays by it, and is told what is wrong in it', () => {
    using shop = new Workshop();
    shop.fewRules();
    shop.file('a.log', steps(1, 3) + oom);
    shop.file('sigwatch.yaml', 'monitor: few.yaml\njob: { logs: [a.log] }\n');
    const { stdout } = embed(
      shop,
      'const { end } = await watch([], { config, follow: false }).done; console.log(end.root.signal); ' +
        `for await (const { event_type, data } of replay(config.replace('sigwatch.yaml', 'a.log'), { config })) if (event_type === 'incident_closed') console.log(data.root.signal);`,
    );
    expect(stdout).toBe('cuda_oom\ncuda_oom\n');
    shop.file('sigwatch.yaml', 'nam: a\n');
    expect(
      embed(shop, 'try { watch([], { config }); } catch (error) { console.log(error.name, error.findings.length); }')
        .stdout,
    ).toBe('ConfigError 1\n');
  });
});

describe.concurrent('sigwatch doctor', () => {
  it('finds this machine in order', async () => {
    using shop = new Workshop();
    const { code, out } = await shop.cli(['doctor', '--format', 'jsonl']);
    const found = rows(out).map((line) => JSON.parse(line) as { name: string; level: string });
    expect(found.filter(({ level }) => level === 'fail')).toEqual([]);
    expect(found.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['re2', 'sqlite', 'journal', 'packs', 'local jobs']),
    );
    expect(code).toBe(0);
  });

  it('exits with 2 where a check fails, and makes the other ones', async () => {
    using shop = new Workshop();
    shop.file('sigwatch.yaml', 'nam: a\n');
    shop.file('state', 'a file');
    const { code, out } = await shop.cli(['doctor']);
    expect(code).toBe(2);
    expect(out).toMatch(/^fail {2}settings .*unknown key `nam`/m);
    expect(out).toMatch(/^fail {2}state /m);
    expect(out).toMatch(/^ok {4}local jobs/m);
  });

  it('tells every setting and where it comes from', async () => {
    using shop = new Workshop();
    withSettings(shop);
    const { out } = await shop.cli(['doctor', '--config', '--restart', 'none', 'monitoring=default']);
    expect(rows(out)[0]).toBe('sigwatch.yaml (found here)');
    for (const [name, value, by] of [
      ['monitor', '\\[default\\]', 'monitoring='],
      ['restart', 'none', '--restart'],
      ['name', 'mine', 'sigwatch.yaml:1'],
      ['state_dir', shop.state, 'environment SIGWATCH_STATE_DIR'],
      ['log_level', '\\(no log of its own\\)', 'default'],
    ])
      expect(out).toMatch(new RegExp(`^  ${name} +${value} +${by}$`, 'm'));
  });
});

describe.concurrent('sigwatch schema', () => {
  it('lists what ships, prints one, and writes all for editors', async () => {
    using shop = new Workshop();
    const names = ['error-types', 'event', 'monitor', 'restart', 'sigwatch'];
    const listed = rows((await shop.cli(['schema'])).out);
    expect(listed.map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining(names));
    for (const line of listed) expect(line).toMatch(/^\S+ +\S+ \S+/);
    for (const name of names) {
      const schema = JSON.parse((await shop.cli(['schema', name])).out);
      expect([schema.$schema, schema.$id]).toEqual([
        'http://json-schema.org/draft-07/schema#',
        `https://sigwatch.dev/schemas/${name}.schema.json`,
      ]);
    }
    const { out } = await shop.cli(['schema', '--out', 'editor']);
    expect(rows(out)).toHaveLength(listed.length);
    for (const path of rows(out))
      expect(() => JSON.parse(readFileSync(join(shop.directory, path), 'utf8'))).not.toThrow();
  });
});

describe.concurrent('sigwatch report', () => {
  it('tells a run as text, as markdown and as data', async () => {
    using shop = new Workshop();
    withSettings(shop, 'run_id: r\n');
    await shop.cli(['run']);
    const text = (await shop.cli(['report', 'r', '--no-config'])).out;
    expect(text).toMatch(/^r: failed after /);
    expect(text).toMatch(/oom, a crash in attempt 1, after step 3 of 5000/);
    expect(text).toContain(`| ${oom.trim()}`);
    expect((await shop.cli(['report', 'r', '--format', 'markdown'])).out).toContain(
      `\`\`\`text\n  ${oom.trim()}\n  \`\`\``,
    );
    const data = JSON.parse((await shop.cli(['report', 'r', '--format', 'jsonl'])).out);
    expect(data).toMatchObject({
      run_id: 'r',
      ended: true,
      incidents: [{ error_type: 'oom', decisions: [{ action: 'stop' }] }],
    });
  });
});

describe.concurrent('sigwatch init', () => {
  it('writes a file that the other verbs use at once, and replaces none unasked', async () => {
    using shop = new Workshop();
    shop.file(
      'train.sh',
      `#!/bin/sh\npython3 --version >/dev/null\nprintf 'step 1/2 loss 0.5\\nstep 2/2 loss 0.4\\n'\n`,
    );
    const printed = await shop.cli(['init', '--print']);
    expect(existsSync(join(shop.directory, 'sigwatch.yaml'))).toBe(false);
    const { code, out } = await shop.cli(['init']);
    expect([code, rows(out).filter((line) => line.startsWith('wrote'))]).toEqual([0, ['wrote    sigwatch.yaml']]);
    expect(shop.read('sigwatch.yaml')).toBe(printed.out);
    expect((await shop.cli(['doctor', '--config'])).out).toMatch(/command +\[bash, train.sh\] +sigwatch.yaml:\d+/);
    const told = await shop.told('run', []);
    expect([told.end.state, told.end.final_step, told.code]).toEqual(['succeeded', 2, 0]);
    shop.file('sigwatch.yaml', 'name: kept\n');
    expect(await shop.cli(['init'])).toMatchObject({ code: 2, err: expect.stringContaining('--force replaces it') });
    expect(shop.read('sigwatch.yaml')).toBe('name: kept\n');
    expect((await shop.cli(['init', '--force'])).code).toBe(0);
    expect(shop.read('sigwatch.yaml')).toBe(printed.out);
  });
});
