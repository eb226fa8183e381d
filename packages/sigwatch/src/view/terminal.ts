import type { Writable } from 'node:stream';
import type { Deps, SigwatchEvent } from '@sigwatch/core';
import { abilitiesOf, columnsOf, type Environment, type Manner } from './abilities.js';
import { clock } from './format.js';
import { type Line, renderLine } from './line.js';
import { QuietSteps } from './quiet-steps.js';
import { quietWriter } from './quiet-writer.js';
import { createStatusArea } from './status-area.js';
import { flush, view } from './view.js';
import { initialView, type ViewOptions } from './view-state.js';

/** `cwd` and `home`, to which paths are shown relative, are by default those of this process. */
export interface TerminalOptions extends Partial<ViewOptions> {
  /** Default: `process.env`. What is heeded of it: abilities.ts. */
  readonly env?: Environment;
  /** What was asked for by options, which outranks the environment. */
  readonly manner?: Manner;
  /** Redraw a status line below the lines. Default: when `out` is a terminal that can. False for a replay, whose clock is that of its log. */
  readonly live?: boolean;
}

export type TerminalStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

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
  const { env = process.env, manner, live: wished, ...viewOptions } = options;
  const { color, redraw, fits, plain } = abilitiesOf(out, env, manner);
  const live = redraw && wished !== false;
  const writer = quietWriter(out);
  let state = initialView({ cwd: process.cwd(), home: env.HOME ?? '', ...(plain && { plain }), ...viewOptions });
  let closed = false;
  const quiet = new QuietSteps();
  const area = live ? createStatusArea(out, writer, deps, () => state, color) : undefined;

  const print = (lines: readonly Line[]) => {
    const shown = live ? lines.filter((line) => !line.progress) : lines;
    const look = { width: fits ? columnsOf(out) : Number.POSITIVE_INFINITY, color };
    const rows = shown.flatMap((line) => renderLine(line, look));
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
      if (!closed) print([{ time: clock(deps.now()), label: 'sigwatch', tone: 'strong', text }]);
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
