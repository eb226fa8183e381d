import { policyConfig } from '../config/policy-config.js';
import type { Component, RestartPolicy } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';
import { alwaysRestartPolicy } from './always.js';
import { noRestartPolicy } from './never.js';
import { type SelectiveConfig, selectiveRestartPolicy } from './selective.js';

type PolicyName = 'SelectiveRestartPolicy' | 'AlwaysRestartPolicy' | 'NoRestartPolicy';

const policy = (
  class_name: PolicyName,
  summary: string,
  create: (config: SelectiveConfig) => RestartPolicy,
): Component<'policy'> => ({
  kind: 'policy',
  class_name,
  summary,
  config: componentSchemas[class_name],
  create: (config) => create(policyConfig(config)),
});

/** The policies that come with the engine. */
export const builtInPolicies = [
  policy('SelectiveRestartPolicy', 'Restarts what its lists name; exclusion always wins.', selectiveRestartPolicy),
  policy('AlwaysRestartPolicy', 'Restarts whatever the root is, within its budget.', alwaysRestartPolicy),
  policy('NoRestartPolicy', 'Never restarts.', noRestartPolicy),
];
