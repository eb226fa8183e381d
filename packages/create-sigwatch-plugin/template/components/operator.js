import { defineComponent } from 'sigwatch';

/** Makes signals of signals; a rule names it by `when: { class_name: __Name__EveryNth, n: 3 }`. Pure, with a state that is JSON. */
export const operator = defineComponent({
  kind: 'operator',
  class_name: '__Name__EveryNth',
  summary: 'Lets every nth hit of its rule through.',
  config: {
    type: 'object',
    additionalProperties: false,
    properties: { n: { type: 'integer', minimum: 1, default: 2, description: 'Hits until the next one counts.' } },
  },
  create: ({ n }) => ({
    init: () => 0,
    step(seen, event) {
      if (event.type !== 'signal') return [seen, []];
      return (seen + 1) % n === 0 ? [0, [event.signal]] : [seen + 1, []];
    },
    due: () => undefined,
  }),
});
