import { compileRules, hitsIn, systemDeps } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { troubled } from '../../../health/src/all-issues.fixture.js';
import { asLine } from '../../../health/src/as-line.js';
import { report } from '../../../health/src/report.js';
import { loadRules } from '../rules.js';

const monitors = ['default', 'megatron_basic'];

describe.each(monitors)('what sigwatch itself writes of a measurement, read by %s', (monitor) => {
  const { rules } = loadRules({ monitor: [monitor] }).monitor;
  const own = new Set(rules.filter(({ pattern }) => pattern?.includes('"sigwatch":"health"')).map(({ name }) => name));
  const matcher = compileRules(rules);

  it.each(Object.entries(troubled))('%s is taken for no failure, step or checkpoint of the run', (_, measured) => {
    const line = asLine(report({ ...measured, at: systemDeps.now() }), 60);
    const foreign = hitsIn(matcher, Buffer.from(line)).filter(({ rule }) => !own.has(rule.name) && !rule.internal);
    expect(foreign.map(({ rule }) => rule.name)).toEqual([]);
  });
});
