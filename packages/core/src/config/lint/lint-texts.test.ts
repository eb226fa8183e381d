import { describe, expect, it } from 'vitest';
import { compose } from '../compose.js';
import { folderOf } from '../files.fixture.js';
import { lintTexts } from './lint-texts.js';

function texts(...rules: readonly string[]) {
  const where = folderOf({ 'm.yaml': `log_signals:\n${rules.map((rule) => `  - { ${rule} }\n`).join('')}` });
  const path = `${where.cwd}/m.yaml`;
  return lintTexts(compose([path], where), path);
}
const found = (...rules: readonly string[]) => texts(...rules).map(({ line, message }) => `${line} ${message}`);
const unknown = (line: number, key: string, ...names: readonly string[]) =>
  names.map((name) => expect.stringMatching(`^${line} \`${key}\` .*\\{${name}\\} is unknown`));

const full = "name: full, pattern: 'disk (?P<disk>\\w+) full', metadata: { error_type: storage }";
const step = "name: step, pattern: 'step (?P<step>\\d+) cost (?P<cost>\\S+)', metadata: { kind: progress }";
const node = "name: node, pattern: 'node (?P<host>\\S+) gone'";

describe('the remedy of a rule', () => {
  it('may name the fields of the rule, and who failed', () => {
    expect(found(`${full}, remedy: "Empty {disk} of {node}, {{really}}."`)).toEqual([]);
    expect(found(`name: a, pattern: 'level="error" disk', pattern_type: logfmt, remedy: "Empty {disk}."`)).toEqual([]);
  });

  it('may name nothing else', () => {
    const [finding, ...others] = texts(`${full}, remedy: "Empty {disc}."`);
    expect(finding).toMatchObject({ code: 'unknown_field', level: 'warning', line: 2 });
    expect(finding?.message).toBe(
      '`remedy` (character 7): {disc} is unknown; did you mean {disk}? Known are: rank, node, gpu, disk',
    );
    expect(others).toEqual([]);
  });

  it('has braces that close', () => expect(found(`${full}, remedy: "Empty {disk."`)).toHaveLength(1));
});

describe('the message of an operator', () => {
  it('may name what its own hits bring, and what the operator works out', () => {
    expect(
      found(`${node}, when: { count: 3, distinct: host, message: "{count} of {values}, {host} at last; {hist}" }`),
    ).toEqual(unknown(2, 'message', 'hist'));
    expect(found(`${node}, when: { every: 10, message: "{left_out} before {host}; {count}" }`)).toEqual(
      unknown(2, 'message', 'count'),
    );
    expect(found(`${node}, when: { throttle: 1m, message: "{held_back} of {host}" }`)).toEqual([]);
    expect(found(`${node}, when: { every: 10, message: "{held_back}" }`)).toEqual(unknown(2, 'message', 'held_back'));
  });

  it('may name the windows of its expression, and whose value it is', () => {
    const when = (message: string) =>
      `name: slow, input: step, when: { value: 'fields.cost > median("cost", 9) && min_by("step", "rank") < 3.0', message: "${message}" }`;
    expect(found(step, when('{cost} {step} {median_cost} {min_by_step} {rank}'))).toEqual([]);
    expect(found(step, when('{mean_cost} {source}'))).toEqual(unknown(3, 'message', 'mean_cost', 'source'));
  });

  it('may name what is standard of steps, wherever they come from', () => {
    const when = (message: string) =>
      `name: high, input: { kind: progress }, when: { value: 'fields.loss > 9.0', message: "${message}" }`;
    expect(found(when('{loss} at {step}'))).toEqual([]);
    expect(found(when('{cost}'))).toEqual(unknown(2, 'message', 'cost'));
    expect(found(step, when('{cost}'))).toEqual([]);
  });

  it('has no line to tell of where something stayed away', () => {
    expect(found(`${node}, when: { absent: 10m, message: "{waited_seconds} s without {host}" }`)).toEqual(
      unknown(2, 'message', 'host'),
    );
    const missing = (last: string) =>
      `name: pair, when: { sequence: [node, full], within: 1h, ${last}message: "{host} {disk}" }`;
    expect(found(node, full, missing(''))).toEqual([]);
    expect(found(node, full, missing('missing: last, '))).toEqual(unknown(4, 'message', 'host', 'disk'));
  });

  it('takes what other operators put out', () => {
    const many = `${node}, when: { count: 3, within: 1h }`;
    const more = (message: string) => `name: more, input: node, when: { count: 2, message: "${message}" }`;
    expect(found(many, more('{host} {count}'))).toEqual([]);
    expect(found(many, more('{disk}'))).toEqual(unknown(3, 'message', 'disk'));
  });

  it('is left alone where nobody knows what comes', () => {
    expect(found(`name: end, input: job_failed, when: { every: 1, message: "{exit_code}" }`)).toEqual([]);
    expect(found(`name: any, input: { kind: error }, when: { every: 1, message: "{exit_code}" }`)).toEqual([]);
  });

  it('may name what a pattern among its inputs captures', () =>
    expect(
      found(`name: a, input: { pattern: 'port (?P<port>\\d+) down' }, when: { every: 1, message: "{port} {host}" }`),
    ).toEqual(unknown(2, 'message', 'host')));
});
