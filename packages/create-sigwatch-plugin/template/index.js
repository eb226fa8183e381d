import { definePlugin } from 'sigwatch';
import { action } from './components/action.js';
import { adapter } from './components/adapter.js';
import { notifier } from './components/notifier.js';
import { operator } from './components/operator.js';
import { policy } from './components/policy.js';
import { source } from './components/source.js';
import { state } from './components/state.js';

export default definePlugin({
  name: '__name__',
  requires: '^__version__',
  components: [state, action, policy, operator, source, notifier, adapter],
});
