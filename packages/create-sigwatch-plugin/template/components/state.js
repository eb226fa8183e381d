import { defineComponent } from 'sigwatch';

/** What a hit says of the run; a rule names it by `state: { class_name: __Name__EvictedState }`. */
export const state = defineComponent({
  kind: 'state',
  class_name: '__Name__EvictedState',
  summary: 'The machine was taken away: nothing that the program did.',
  config: { type: 'object', additionalProperties: false, properties: {} },
  create: () => ({ mode: 'crash', error_type: 'preempted', severity: 'fatal' }),
});
