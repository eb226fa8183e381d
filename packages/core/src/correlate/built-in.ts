import { absentOperator } from './absent.js';
import { countOperator } from './count.js';
import { everyOperator } from './every.js';
import { sequenceOperator } from './sequence.js';
import { stabilityOperator } from './stability.js';
import { valueOperator } from './value.js';

/** What `when` can ask for without a plugin. */
export const builtInOperators = [
  countOperator,
  absentOperator,
  valueOperator,
  sequenceOperator,
  everyOperator,
  stabilityOperator,
];
