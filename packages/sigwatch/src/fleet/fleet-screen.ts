import type { Deps, RunState, SigwatchEvent } from '@sigwatch/core';
import { abilitiesOf, columnsOf, type Environment, type Manner } from '../view/abilities.js';
import { clock } from '../view/format.js';
import { createJsonl } from '../view/jsonl.js';
import { type Line, renderLine } from '../view/line.js';
import { quietWriter } from '../view/quiet-writer.js';
import type { TerminalStream, View } from '../view/terminal.js';
import { cut } from '../view/width.js';
import { type FleetView, fleetLines } from './fleet-lines.js';
import { countsText } from './fleet-order.js';

export interface FleetScreen extends View {
  /** All runs were looked at. */
  looked(states: readonly RunState[], at: number): void;
}

const CLEAR = '\r\u001b[2K';

/** Shows transitions, one a line, and below them on a terminal how many runs there are of each state. */
export function createFleetScreen(
  out: TerminalStream,
  deps: Deps,
  fleet_id: string,
  manner?: Manner,
  env: Environment = process.env,
): FleetScreen {
  const writer = quietWriter(out);
  const { color, redraw: live, fits } = abilitiesOf(out, env, manner);
  let view: FleetView = new Map();
  let status = '';
  let told = '';
  const print = (lines: readonly Line[]): void => {
    const look = { width: fits ? columnsOf(out) : Number.POSITIVE_INFINITY, color };
    const rows = lines.flatMap((line) => renderLine(line, look)).map((row) => `${row}\n`);
    if (rows.length > 0) writer.write(live ? `${CLEAR}${rows.join('')}${status}` : rows.join(''));
  };
  return {
    event(event: SigwatchEvent) {
      const [next, lines] = fleetLines(view, event, fleet_id);
      view = next;
      print(lines);
    },
    say: (text) => print([{ time: clock(deps.now()), label: 'sigwatch', tone: 'strong', text }]),
    looked(states, at) {
      const counts = `${states.length} runs: ${countsText(states) || 'none yet'}`;
      if (live) {
        // The last column stays free: a full row would make some terminals scroll.
        status = cut(`${clock(at)}  ${counts}`, columnsOf(out) - 1);
        writer.write(`${CLEAR}${status}`);
      } else if (counts !== told) print([{ time: clock(at), label: 'fleet', tone: 'dim', text: counts }]);
      told = counts;
    },
    close() {
      if (live && status !== '') writer.write(CLEAR);
      writer.close();
    },
  };
}

export const jsonlScreen = (out: TerminalStream): FleetScreen => ({ ...createJsonl(out), looked() {} });
