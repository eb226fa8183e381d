import { noTransports, type Transports, withLines } from '@sigwatch/health';

const WORD = Buffer.from('NCCL INFO');
const NEWLINE = 0x0a;

/** Collects what NCCL says of its transport out of chunks of whole lines; of most chunks it only finds that nothing is said. */
export class NcclListener {
  constructor(
    public seen: Transports = noTransports,
    /** Called when something new was heard. */
    private readonly heard: () => void = () => {},
  ) {}

  take(chunk: Buffer): void {
    if (!chunk.includes(WORD)) return;
    const before = this.seen;
    this.seen = withLines(before, linesOf(chunk));
    if (this.seen !== before) this.heard();
  }
}

/** Those lines of a chunk that NCCL may have said. */
function* linesOf(chunk: Buffer): Iterable<string> {
  for (let at = chunk.indexOf(WORD); at >= 0; ) {
    const from = chunk.lastIndexOf(NEWLINE, at) + 1;
    const end = chunk.indexOf(NEWLINE, at);
    yield chunk.toString('utf8', from, end < 0 ? chunk.length : end);
    at = end < 0 ? -1 : chunk.indexOf(WORD, end);
  }
}
