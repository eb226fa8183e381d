import type { Writable } from 'node:stream';
import type { Deps, SigwatchEvent } from '@sigwatch/core';
import { clock } from './format.js';
import { type Line, type Look, renderLine } from './line.js';
import { QuietSteps } from './quiet-steps.js';
import { quietWriter } from './quiet-writer.js';
import { abilitiesOf } from './redraw.js';
import { createStatusArea } from './status-area.js';
import { flush, view } from './view.js';
import { initialView, type ViewOptions } from './view-state.js';

/** `cwd` and `home`, to which paths are shown relative, are by default those of this process. */
export interface TerminalOptions extends Partial<ViewOptions> {
  /** Default: `process.env`. NO_COLOR and TERM=dumb are heeded. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Redraw a status line below the lines. Default: when `out` is a terminal that can. False for a replay, whose clock is that of its log. */
  readonly live?: boolean;
}

export type TerminalStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Columns where there is no terminal: a log line longer than this is cut, so that a page stays readable. */
const PLAIN_WIDTH = 300;

/** What a run is shown by. */
export interface View {
  /** The run's events, in their order. */
  event(event: SigwatchEvent): void;
  /** A word of sigwatch's own between them. */
  say(text: string): void;
  /** For programs: no event may be left out. */
  readonly all?: true;
  close(): void;
}

/**
 * Shows a run to a person. `event` takes the run's events in their order; `close` tells what was held back, removes
 * the status line and leaves no timer and no changed terminal behind.
 */
export function createTerminal(out: TerminalStream, deps: Deps, options: TerminalOptions = {}): View {
  const { env = process.env, live: wished, ...viewOptions } = options;
  const isTerminal = out.isTTY === true;
  const { color, redraw } = abilitiesOf(out, env);
  const live = redraw && wished !== false;
  const writer = quietWriter(out);
  const look = (): Look => ({ width: isTerminal ? columnsOf(out) : PLAIN_WIDTH, color, wrap: isTerminal });
  let state = initialView({ cwd: process.cwd(), home: env.HOME ?? '', ...viewOptions });
  let closed = false;
  const quiet = new QuietSteps();
  const area = live ? createStatusArea(out, writer, deps, () => state, color) : undefined;

  const print = (lines: readonly Line[]) => {
    const shown = live ? lines.filter((line) => !line.progress) : lines;
    const rows = shown.flatMap((line) => renderLine(line, look()));
    const text = rows.map((row) => `${row}\n`).join('');
    if (area) area.above(text);
    else if (text !== '') writer.write(text);
  };

  return {
    event(event) {
      // A status line shows every step.
      if (closed || (area === undefined && quiet.take(state, event))) return;
      const [next, lines] = view(quiet.after(state), event);
      state = next;
      print(lines);
    },
    say(text) {
      if (!closed) print([{ time: clock(deps.now()), label: 'sigwatch', tone: 'strong', text, rows: 4 }]);
    },
    close() {
      if (closed) return;
      closed = true;
      const [next, lines] = flush(quiet.after(state));
      state = next;
      print(lines);
      area?.close();
      writer.close();
    },
  };
}

function columnsOf(out: TerminalStream): number {
  return out.columns !== undefined && out.columns > 0 ? out.columns : 80;
}
