// Prints what a slot finds while its worker lives and after it has stopped, also where it stops with work at hand.
import { compileRules, MatchPool } from '@sigwatch/core';

const rule = { name: 'oom', kind: 'error', severity: 'error', symptom_of: [], actions: [], metadata: {} };
const rules = [{ ...rule, pattern: 'out of memory: (?P<what>\\w+)', pattern_type: 'regex' }];
const pool = await MatchPool.start(rules, compileRules(rules), 1, 4096);
const slot = pool.take();
const bytes = slot.buffer.write('a\nout of memory: gpu\n');
const alive = await slot.find(bytes);
const cut = slot.find(bytes);
await pool[Symbol.asyncDispose]();
console.log(JSON.stringify([alive, await cut, await slot.find(bytes)]));
