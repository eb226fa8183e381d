import { Writable } from 'node:stream';

/** Writes whole lines on to `out`, each with `name` before it: where the output of several runs stands in one file. */
export function prefixed(out: Writable, name: string): Writable {
  let rest = '';
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      const text = lines.map((line) => `${name}  ${line}\n`).join('');
      if (text === '') done();
      else out.write(text, (error) => done(error));
    },
    final(done) {
      if (rest !== '') out.write(`${name}  ${rest}\n`);
      done();
    },
  });
}
