/** Fields of a line that a program printed for sigwatch. */
type Wire = Readonly<Record<string, unknown>>;

const WORDS: Readonly<Record<string, (line: Wire) => string>> = {
  hello: ({ client, torch, gpu, capabilities }) => {
    const able = Array.isArray(capabilities) ? capabilities.filter((one) => typeof one === 'string') : [];
    const who = [client, torch === undefined ? undefined : `torch ${torch}`, gpu].filter((one) => one !== undefined);
    return `${who.join(', ')}${able.length === 0 ? '' : ` takes requests: ${able.join(', ')}`}`;
  },
  phase: ({ phase, status }) => told(phase, status),
  checkpoint: ({ action, step, emergency, message, path }) =>
    told(
      `${emergency === true ? 'emergency ' : ''}${action}${step === undefined ? '' : ` step ${step}`}`,
      message ?? path,
    ),
  ack: ({ action, status, message, path }) => told(`${action} ${status}`, message ?? path),
  error: ({ error_type, message }) => told(error_type ?? 'error', message),
};

/** What a line of the wire format says to a person; undefined where the text is none, or is of a type that is not told. */
export function wireWords(text: string): string | undefined {
  if (!text.startsWith('{"sigwatch":')) return undefined;
  const line = parsed(text);
  const words = WORDS[String(line?.type)];
  return line === undefined || words === undefined ? undefined : words(line);
}

const told = (head: unknown, more: unknown): string =>
  more === undefined || more === '' ? `${head}` : `${head}: ${more}`;

/** A line that was cut is none. */
function parsed(text: string): Wire | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Wire) : undefined;
  } catch {
    return undefined;
  }
}
