/** A message, as a browser's EventSource would hand it out. */
interface Message {
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/** Reads as an EventSource does: by the format's own rules, and from behind the last id when it comes back. */
export class ServerSentEvents {
  readonly seen: Message[] = [];

  /** Reads until the stream ends, or until `enough`, and leaves then. Returns the status. */
  async read(url: string, enough: (message: Message) => boolean = () => false): Promise<number> {
    const leaving = new AbortController();
    const last = this.seen.at(-1)?.id;
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream', ...(last !== undefined && { 'last-event-id': last }) },
      signal: leaving.signal,
    });
    if (response.status !== 200) return response.status;
    const type = response.headers.get('content-type');
    if (type !== 'text/event-stream') throw new Error(`an EventSource refuses ${type}`);
    let text = '';
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = `${text}${part}`.split('\n\n');
      text = blocks.pop()!;
      for (const message of blocks.flatMap(messageOf)) {
        this.seen.push(message);
        if (!enough(message)) continue;
        leaving.abort();
        return response.status;
      }
    }
    return response.status;
  }
}

/** None, where a block has no data: a comment that keeps the connection. */
function messageOf(block: string): readonly Message[] {
  const fields = block.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line) ?? []);
  const field = (name: string) => fields.findLast(([, key]) => key === name)?.[2];
  const data = field('data');
  return data === undefined ? [] : [{ id: field('id') ?? '', type: field('event') ?? 'message', data }];
}
