import { cited, ruleIn } from './cited.js';
import { atFault } from './culprit.js';
import type { Data } from './event-data.js';
import { clock, count, duration, shortPath } from './format.js';
import { type Line, LOG_ROWS } from './line.js';
import { stepText } from './progress-text.js';
import type { ViewState } from './view-state.js';
import { whereOf } from './where.js';

export function openedLines(data: Data, state: ViewState, at: number): Line[] {
  const goes = state.step === undefined ? 'how the run goes on' : 'whether the steps go on';
  const text = `suspected: ${rootName(data.object('root'))}; waiting to see ${goes}`;
  return [{ time: clock(at), label: 'incident', tone: 'warn', text }];
}

/**
 * The incident as a block: what it was, where it began and in which words (unless these are still in view), how sure,
 * what it explains, what helps.
 */
export function closedLines(data: Data, state: ViewState, at: number, shown = false): Line[] {
  const root = data.object('root');
  const name = rootName(root);
  const reason = data.text('reason');
  if (data.flag('ignored'))
    return [
      {
        time: clock(at),
        label: 'incident',
        tone: 'dim',
        text: sentence(`ignored: ${name}`, reason),
        textTone: 'dim',
      },
    ];
  const mode = data.text('mode');
  const step = stepText(state);
  const title = [name, mode && `a ${mode}`, step && `after ${step}`].filter(Boolean).join(', ');
  const lines: Line[] = [{ time: clock(at), label: 'incident', tone: 'bad', text: title, textTone: 'strong' }];
  const row = (label: string, text: string | undefined, rows?: number) => {
    if (text) lines.push({ time: '', label, tone: 'dim', text, ...(rows !== undefined && { rows }) });
  };
  const where = root ? whereOf(root, state) : '';
  const signal = root?.text('signal');
  row('root cause', [root && signal && cited(signal, ruleIn(root)), where].filter(Boolean).join('  '));
  row('', shown ? undefined : root?.text('text'), LOG_ROWS);
  row('at fault', atFault(data));
  const first = data.object('first');
  row('first line', first && placeText(first, state));
  row('confidence', data.text('confidence'));
  const explained = data.size('explained');
  row('explains', explained > 0 ? explainedText(explained, data.objects('explains'), state) : undefined);
  row('because', reason === state.last_reason ? undefined : reason);
  row('remedy', data.text('remedy') ?? root?.text('remedy'));
  return lines;
}

/** Of what a root explains, this many lines are shown. */
const SHOWN = 3;

const placeText = (place: Data, state: ViewState) =>
  [place.text('signal'), whereOf(place, state)].filter(Boolean).join(' ');

function explainedText(total: number, places: readonly Data[], state: ViewState): string {
  const told = places.slice(0, SHOWN).map((place) => placeText(place, state));
  const some = told.length > 0 ? `: ${told.join(', ')}${total > told.length ? ', …' : ''}` : '';
  return `${count(total, 'other signal')}${some}`;
}

/** The decision and its reason as one sentence. `restarts_used` are those before this one. */
export function decisionLines(data: Data, state: ViewState, at: number): Line[] {
  const action = data.text('action') ?? 'ignore';
  const would = data.flag('dry_run') ? 'would ' : '';
  const tone = action === 'restart' ? 'warn' : action === 'stop' ? 'bad' : 'dim';
  const text = sentence(would + decisionText(action, data, state), data.text('reason'));
  return [{ time: clock(at), label: 'decision', tone, text, textTone: 'strong' }];
}

function decisionText(action: string, data: Data, state: ViewState): string {
  const used = data.number('restarts_used') ?? 0;
  const most = data.number('max_retries') ?? 0;
  if (action === 'stop') return used > 0 ? `stop after ${used} of ${most} restarts` : 'stop';
  if (action !== 'restart') return 'do nothing';
  const delay = data.number('delay_seconds');
  const from = data.text('resume_from');
  const nodes = data.list('exclude_nodes');
  return [
    `restart ${used + 1} of ${most}`,
    delay ? `in ${duration(Math.ceil(delay) * 1000)}` : '',
    from ? `from ${shortPath(from, state.options)}` : '',
    nodes.length > 0 ? `without ${nodes.join(', ')}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

export function rootName(root: Data | undefined): string {
  return root?.text('error_type') ?? root?.text('signal') ?? 'unknown';
}

function sentence(what: string, reason: string | undefined): string {
  if (!reason) return `${what}.`;
  return `${what}: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`;
}
