import type { Data } from './event-data.js';
import { clock } from './format.js';
import { type Line, LOG_ROWS, type Tone } from './line.js';
import type { Fold, ViewState } from './view-state.js';
import { whereOf } from './where.js';
import { wireWords } from './wire-words.js';

/** What makes two signals equal for a person: of failures the rule, in whichever rank's file; of milestones also what they say. */
export function signalKey(data: Data): string {
  const name = data.text('signal') ?? 'signal';
  const kind = data.text('kind') ?? '';
  const milestone = kind === 'checkpoint' || kind === 'success' || kind === 'notice';
  return JSON.stringify([name, milestone ? data.text('text') : null]);
}

export function signalFold(data: Data): Pick<Fold, 'name' | 'tone'> {
  const tone = toneOf(data);
  return {
    name: data.text('signal') ?? 'signal',
    tone: tone === 'bad' || tone === 'warn' || tone === 'good' ? tone : 'dim',
  };
}

/** A failure takes two rows, where and what; a milestone one. */
export function signalLines(data: Data, state: ViewState, at: number): Line[] {
  const name = data.text('signal') ?? 'signal';
  const kind = data.text('kind') ?? 'error';
  const tone = toneOf(data);
  const told = toldBy(data);
  if (data.flag('resolved')) return recoveredLines(name, told, whereOf(data, state), at);
  if (kind === 'checkpoint' || kind === 'success' || kind === 'notice') {
    const text = [whereOf(data, state), told].filter((part) => part !== '').join('  ');
    return [{ time: clock(at), label: kind, tone, text, rows: LOG_ROWS }];
  }
  const type = data.text('error_type');
  const title = type === undefined || type === name ? name : `${name} (${type})`;
  const head = [title, whereOf(data, state)].filter((part) => part !== '').join('  ');
  const label = kind === 'warning' ? 'warning' : (data.text('severity') ?? 'error');
  const lines: Line[] = [{ time: clock(at), label, tone, text: head }];
  if (told !== '') lines.push({ time: '', label: '', tone: 'dim', text: told, textTone: 'dim', rows: LOG_ROWS });
  return lines;
}

/** Two rows, as the failure or the warning that is over had. */
function recoveredLines(name: string, told: string, where: string, at: number): Line[] {
  const text = [name, where].filter((part) => part !== '').join('  ');
  return [
    { time: clock(at), label: 'recovered', tone: 'good', text },
    { time: '', label: '', tone: 'dim', text: told, textTone: 'dim', rows: LOG_ROWS },
  ];
}

/** Of a traceback its last line says what happened; the first one is the same for all. */
function toldBy(data: Data): string {
  const block = data.list('block');
  const text = (block.findLast((line) => line.trim() !== '') ?? data.text('text') ?? '').trim();
  return wireWords(text) ?? text;
}

function toneOf(data: Data): Tone {
  const kind = data.text('kind');
  if (kind === 'success') return 'good';
  if (kind === 'checkpoint' || kind === 'notice') return 'dim';
  return kind === 'warning' || data.text('severity') === 'warning' ? 'warn' : 'bad';
}
