import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, nameOf, parseClaim, parseId } from './identity.js';

describe('the name of a key', () => {
  it('is RUN.ATTEMPT', () => {
    expect(nameOf('llama-7b_v1.2/13')).toBe('llama-7b_v1.2.13');
  });

  it('is one path component, and no two keys have one', () => {
    const key = fc.string({
      unit: fc.constantFrom('a', '.', '/', '%', '-', '2', 'E', ' ', 'é'),
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(nameOf(one)).toMatch(/^[A-Za-z0-9_%][A-Za-z0-9._%-]*$/);
        expect(nameOf(one) === nameOf(other)).toBe(one === other);
        expect(parseId(`exec:${nameOf(one)}`)).toEqual({ kind: 'job', name: nameOf(one) });
      }),
    );
  });
});

describe('an id', () => {
  it.each([
    ['exec:llama.1', { kind: 'job', name: 'llama.1' }],
    ['exec:123@/var/log/my run.log', { kind: 'process', pid: '123', log: '/var/log/my run.log' }],
    ['exec:@/run/a b.pid@out@1.log', { kind: 'pid_file', path: '/run/a b.pid', log: 'out@1.log' }],
    ['exec:', undefined],
    ['exec:../x', undefined],
    ['exec:a/b', undefined],
    ['slurm:7', undefined],
  ])('%s', (id, named) => {
    expect(parseId(id)).toEqual(named);
  });
});

describe('an incarnation', () => {
  it('says who runs the job, and where', () => {
    const place = { boot: '1b4e28ba', init: '12', host: 'head-0' };
    expect(parseClaim('ff/70/991/1b4e28ba/12/head-0')).toEqual({ nonce: 'ff', pid: '70', start: '991', place });
    expect([parseClaim('none'), parseClaim('a/b/c/d/e/')]).toEqual([undefined, undefined]);
  });

  it('is of another container or boot where that is of the same name', () => {
    const place = { boot: 'b', init: '1', host: 'head-0' };
    expect(compare(place, place)).toBe('same');
    expect(compare(place, { ...place, init: '2' })).toBe('anew');
    expect(compare(place, { ...place, boot: 'c' })).toBe('anew');
    expect(compare(place, { ...place, host: 'head-1' })).toBe('elsewhere');
    // What could not be read proves nothing.
    expect(compare(place, { ...place, boot: 'unknown' })).toBe('elsewhere');
    expect(compare(place, { ...place, init: '0' })).toBe('elsewhere');
    const never = { ...place, boot: 'unknown', init: '0' };
    expect(compare(never, never)).toBe('same');
  });
});
