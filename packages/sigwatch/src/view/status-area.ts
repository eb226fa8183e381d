import type { Deps } from '@sigwatch/core';
import { columnsOf } from './abilities.js';
import type { QuietWriter } from './quiet-writer.js';
import { statusLine } from './status-line.js';
import type { TerminalStream } from './terminal.js';
import type { ViewState } from './view-state.js';
import { widthOf } from './width.js';

const FASTEST = 100;
/** Without events the line is still redrawn this often, for its times. */
const SLOWEST = 1_000;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_BELOW = '\u001b[0J';

export interface StatusArea {
  /** Prints whole rows above the status line; without text only asks for a redraw. */
  above(text: string): void;
  close(): void;
}

/** One row at the bottom that is redrawn in place, at most ten times a second. */
export function createStatusArea(
  out: TerminalStream,
  writer: QuietWriter,
  deps: Deps,
  stateOf: () => ViewState,
  color: boolean,
): StatusArea {
  let drawnWidth = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  let wakeAt = Number.POSITIVE_INFINITY;
  let closed = false;

  // A terminal that was made narrower has broken the row into several; all of them must go.
  const erase = (): string => {
    if (drawnWidth === 0) return '';
    const rows = Math.ceil(drawnWidth / columnsOf(out));
    drawnWidth = 0;
    return `${rows > 1 ? `\u001b[${rows - 1}A` : ''}\r${CLEAR_BELOW}`;
  };

  const line = (): string => {
    const state = stateOf();
    if (state.ended || state.run_id === '') return '';
    // The last column stays free: a full row would make some terminals scroll.
    const width = columnsOf(out) - 1;
    drawnWidth = statusWidth(state, deps.now(), width);
    drawnAt = deps.now();
    return HIDE_CURSOR + statusLine(state, deps.now(), width, color);
  };

  const redraw = () => {
    cancel = undefined;
    wakeAt = Number.POSITIVE_INFINITY;
    if (closed || !writer.isOpen()) return;
    if (!writer.isFull()) writer.write(erase() + line());
    if (!stateOf().ended) wake(deps.now() + SLOWEST);
  };

  const wake = (at: number) => {
    if (at >= wakeAt) return;
    cancel?.();
    wakeAt = at;
    cancel = deps.schedule(at, redraw);
  };

  const onResize = () => wake(Math.max(deps.now(), drawnAt + FASTEST));
  const showCursor = () => writer.write(SHOW_CURSOR);
  out.on('resize', onResize);
  process.once('exit', showCursor);

  return {
    above(text) {
      if (closed) return;
      // The rows and the line go out in one write: between two, the terminal would flicker.
      if (text !== '') writer.write(erase() + text + line());
      wake(Math.max(deps.now(), drawnAt + FASTEST));
    },
    close() {
      if (closed) return;
      closed = true;
      cancel?.();
      out.off('resize', onResize);
      process.off('exit', showCursor);
      writer.write(erase() + SHOW_CURSOR);
    },
  };
}

function statusWidth(state: ViewState, now: number, width: number): number {
  return widthOf(statusLine(state, now, width));
}
