import { describe, expect, it } from 'vitest';
import { brief, findingsOf, folderOf } from '../config/files.fixture.js';
import { loadMonitors } from '../config/monitor.js';
import { loadPolicies } from '../config/policy.js';
import type { Component, Deps, Plugin } from '../contract.js';
import { defineComponent, definePlugin } from './define.js';
import { makeComponent } from './make.js';
import { createRegistry } from './registry.js';

const deps: Deps = { now: () => 0, schedule: () => () => undefined };
const evicted = defineComponent({
  kind: 'state',
  class_name: 'EvictedState',
  summary: 'The node was taken away.',
  config: {
    type: 'object',
    additionalProperties: false,
    required: ['by'],
    properties: { by: { enum: ['owner', 'spot'] }, severity: { enum: ['error', 'fatal'], default: 'fatal' } },
  },
  create: ({ by, severity }) => ({
    mode: 'crash',
    error_type: by === 'spot' ? 'preempted' : 'cancelled',
    severity: severity as 'fatal',
  }),
});
const nightly = defineComponent({
  kind: 'policy',
  class_name: 'NightlyPolicy',
  summary: 'Restarts at night.',
  config: { type: 'object', additionalProperties: false, properties: { hour: { type: 'integer', default: 3 } } },
  create: ({ hour }) => ({
    decide: ({ incident }) => ({
      action: 'restart',
      reason: `after ${hour} o'clock`,
      mode: incident.mode,
      error_type: 'x',
      restarts_used: 0,
      max_retries: 1,
    }),
  }),
});
const page = defineComponent({
  kind: 'action',
  class_name: 'PageAction',
  summary: 'Calls somebody.',
  config: { type: 'object', properties: { who: { type: 'string' } } },
  check: ({ who }, names) =>
    typeof who === 'string' && names.includes(who) ? [] : [{ path: ['who'], message: `nobody is called ${who}` }],
  create: () => ({ run: async () => ({ ok: true, detail: 'paged' }) }),
});
const plugin = definePlugin({ name: 'nights', requires: '>=0.1.0', components: [evicted, nightly, page] });

describe('createRegistry', () => {
  it('knows the built-in components, which are a plugin too', () => {
    const registry = createRegistry();
    expect(registry.plugins.map(({ name }) => name)).toEqual(['sigwatch']);
    expect(registry.components('state').map(({ class_name }) => class_name)).toEqual([
      'CrashState',
      'StalledState',
      'TimeoutState',
      'DegradedState',
      'SuccessState',
    ]);
    expect(registry.find('policy', 'NoRestartPolicy')?.kind).toBe('policy');
    expect(registry.find('action', 'NoRestartPolicy')).toBeUndefined();
  });

  it('is a value: another registry does not know the plugin', () => {
    expect(createRegistry([plugin]).find('policy', 'NightlyPolicy')?.summary).toBe('Restarts at night.');
    expect(createRegistry().find('policy', 'NightlyPolicy')).toBeUndefined();
  });

  it('makes components with the defaults of their schema, from a copy of the settings', () => {
    const config = { class_name: 'NightlyPolicy' };
    const made = makeComponent(createRegistry([plugin]), 'policy', config, deps);
    expect(made.decide({ incident: { mode: 'crash' } } as never).reason).toBe("after 3 o'clock");
    expect(config).toEqual({ class_name: 'NightlyPolicy' });
    expect(() => makeComponent(createRegistry(), 'policy', config, deps)).toThrow(
      'there is no policy called NightlyPolicy; name the plugin that has it under `plugins:` in sigwatch.yaml.',
    );
  });

  const component = (more: object) => ({ ...evicted, ...more }) as unknown as Component;
  it.each<[string, unknown, RegExp]>([
    [
      'a name that is taken',
      definePlugin({ name: 'p', components: [component({ class_name: 'CrashState' })] }),
      /p: sigwatch has a state CrashState already; choose another/,
    ],
    [
      'one component twice',
      definePlugin({ name: 'p', components: [page, page] }),
      /p: p has an action PageAction already/,
    ],
    [
      'a kind that is none',
      definePlugin({ name: 'p', components: [component({ kind: 'sauce' })] }),
      /EvictedState has the kind "sauce"; there are source, state/,
    ],
    ['no schema', definePlugin({ name: 'p', components: [component({ config: undefined })] }), /needs a config/],
    ['no create', definePlugin({ name: 'p', components: [component({ create: 1 })] }), /needs a function create/],
    [
      'a component without a class_name',
      definePlugin({ name: 'p', components: [component({ class_name: '' })] }),
      /component {2}needs a class_name/,
    ],
    [
      'a newer sigwatch',
      definePlugin({ name: 'p', requires: '>=9', components: [] }),
      /plugin p works with sigwatch >=9, and this is \d/,
    ],
    [
      'a range that is none',
      definePlugin({ name: 'p', requires: 'new', components: [] }),
      /`requires: new` is no range of versions/,
    ],
    ['no plugin at all', { default: plugin }, /make it by definePlugin/],
    ['nothing', undefined, /make it by definePlugin/],
  ])('refuses %s', (_, given, message) => {
    expect(() => createRegistry([given as Plugin])).toThrow(message);
  });

  it('tells of a schema that is none when it is first used', () => {
    const bad = definePlugin({ name: 'p', components: [component({ config: { type: 'objekt' } })] });
    const registry = createRegistry([bad]);
    expect(() => makeComponent(registry, 'state', { class_name: 'EvictedState' }, deps)).toThrow(
      /plugin p: the config schema of EvictedState can't be used: .*Write a JSON Schema of draft-07/,
    );
  });
});

describe('YAML that names components of a plugin', () => {
  const where = (text: string, plugins: readonly Plugin[] = [plugin]) => ({
    ...folderOf({ 'm.yaml': text }),
    registry: createRegistry(plugins),
  });
  const rule = (more: string) => `log_signals:\n  - name: gone\n    pattern: node (?P<node>\\w+) is gone\n${more}`;

  it('means what the component says, and what the rule says comes first', () => {
    const own = rule('    state: { class_name: EvictedState, by: spot }\n    metadata: { subsystem: cloud }\n');
    const { rules, warnings } = loadMonitors(['m.yaml'], where(own));
    expect(rules[0]).toMatchObject({
      kind: 'error',
      mode: 'crash',
      error_type: 'preempted',
      severity: 'fatal',
      subsystem: 'cloud',
    });
    expect(warnings).toEqual([]);
    const other = rule(
      '    state: { class_name: EvictedState, by: spot }\n    metadata: { error_type: nccl, severity: error }\n',
    );
    expect(loadMonitors(['m.yaml'], where(other)).rules[0]).toMatchObject({ error_type: 'nccl', severity: 'error' });
  });

  it('is held against the component’s own schema, with place, nearest name and all findings at once', () => {
    const findings = findingsOf(() =>
      loadMonitors(
        ['m.yaml'],
        where(
          `${rule('    state: { class_name: EvictedState, by: spott }\n    actions: [ { class_name: PageAktion }, { class_name: PageAction, who: nodes } ]\n')}sources: [ { class_name: Kafka } ]\n`,
        ),
      ),
    );
    expect(brief(findings)).toEqual(['unknown_class 6:26', 'unknown_word 4:44', 'unknown_class 5:30']);
    expect(findings.map(({ remedy }) => remedy)).toEqual([
      'Name the plugin that has it under `plugins:` in sigwatch.yaml.',
      'Did you mean `spot`? Use one of: owner, spot.',
      expect.stringMatching(/^Did you mean `PageAction`\?/),
    ]);
  });

  it('is asked what its schema can’t say', () => {
    const actions = (who: string) => rule(`    actions: [ { class_name: PageAction, who: ${who} } ]\n`);
    expect(loadMonitors(['m.yaml'], where(actions('node'))).rules[0]?.actions).toHaveLength(1);
    const findings = findingsOf(() => loadMonitors(['m.yaml'], where(actions('nodes'))));
    expect(brief(findings)).toEqual(['bad_action 4:47']);
  });

  it('is unknown without its plugin', () => {
    const policy = 'class_name: NightlyPolicy\nhour: 4\n';
    expect(loadPolicies('m.yaml', where(policy)).policies.crash).toMatchObject({ hour: 4 });
    expect(brief(findingsOf(() => loadPolicies('m.yaml', where(policy, []))))).toEqual(['unknown_class 1:13']);
    expect(brief(findingsOf(() => loadPolicies('m.yaml', where('class_name: NightlyPolicy\nhour: late\n'))))).toEqual([
      'wrong_type 2:7',
    ]);
  });
});
