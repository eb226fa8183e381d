import { describe, expect, it } from 'vitest';
import { excluded } from './excluded.js';
import { json, silent, workshop } from './fake-ray.fixture.js';

const node = (n: number, fields: object = {}) => ({
  ...{
    node_id: `${n}`.repeat(56),
    node_ip: `192.0.2.${n}`,
    node_name: `gpu-${n}`,
    state: 'ALIVE',
    is_head_node: n === 1,
  },
  ...fields,
});
const three = [node(1), node(2), node(3), node(4, { state: 'DEAD' })];

function shop(settings: object, nodes: readonly object[] = three) {
  const made = workshop(settings);
  made.head.instead = ({ path }) =>
    path.startsWith('/api/v0/nodes') ? json({ data: { result: { result: nodes } } }) : undefined;
  const ask = (exclude_nodes: readonly string[], version = '2.60.0') =>
    excluded(made.deps, { exclude_nodes }, version, made.abort);
  return { ...made, ask };
}
const gpu = { entrypoint_num_gpus: 1 };
const notIn = (...ids: readonly string[]) => ({
  entrypoint_label_selector: { 'ray.io/node-id': `!in(${ids.map((id) => id.repeat(56)).join(',')})` },
});

describe('nodes that are to be left out', () => {
  it.each([['192.0.2.2'], ['gpu-2'], ['2'.repeat(56)]])('are known by address, name and id (%s)', async (name) => {
    const { ask, told } = shop(gpu);
    expect(await ask([name, "$(reboot)') #"])).toEqual(notIn('2'));
    expect(told).toEqual([expect.stringMatching(/driver of the job is kept from .*tasks and actors/)]);
    await ask([name, "$(reboot)') #"]);
    expect(told).toHaveLength(1);
  });

  it('never move a driver from the head that reserves nothing, unless it is the head', async () => {
    const { ask } = shop({});
    expect(await ask(['gpu-2'])).toEqual({});
    expect(await ask(['gpu-1', 'gpu-2'])).toEqual(notIn('1', '2'));
  });

  it.each([
    ['an older Ray', ['gpu-2'], '2.9.3', /Ray 2.9.3 can't keep a job from nodes/],
    ['all that there are', ['gpu-1', 'gpu-2', 'gpu-3'], '2.60.0', /no other node/],
    ['none of this cluster', ['elsewhere'], '2.60.0', /not put on elsewhere/],
  ])('that are %s keep nothing from being submitted', async (_, names, version, words) => {
    const { ask, told } = shop(gpu);
    expect(await ask(names, version)).toEqual({});
    expect(told).toEqual([expect.stringMatching(words)]);
  });

  it('that nobody tells of keep nothing from being submitted', async () => {
    const { ask, head, told } = shop(gpu);
    head.instead = silent;
    expect(await ask(['gpu-2'])).toEqual({});
    expect(told).toEqual([expect.stringMatching(/does not tell its nodes/)]);
    expect(await ask([])).toEqual({});
  });
});
