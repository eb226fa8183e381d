import { describe, expect, it } from 'vitest';
import { dashboardAddress, isLoopback } from './address.js';

describe('the address of the dashboard', () => {
  it.each([
    [undefined, {}, 'http://127.0.0.1:8265'],
    [undefined, { RAY_ADDRESS: '' }, 'http://127.0.0.1:8265'],
    [undefined, { RAY_ADDRESS: 'auto' }, 'http://127.0.0.1:8265'],
    [undefined, { RAY_ADDRESS: 'http://head:8265' }, 'http://head:8265'],
    ['http://head:8265/', { RAY_ADDRESS: 'http://other:8265' }, 'http://head:8265'],
    ['https://ray.example/dashboard/', {}, 'https://ray.example/dashboard'],
    ['http://[::1]:8265', {}, 'http://[::1]:8265'],
  ])('%s with %j is %s', (address, env, expected) => {
    expect(dashboardAddress(address === undefined ? {} : { address }, env)).toBe(expected);
  });

  it.each([
    ['ray://head:10001', 'head'],
    ['head:6379', 'head'],
    ['10.0.0.7:6379', '10.0.0.7'],
    ['http://head:6379', 'head'],
    ['head', 'head'],
    ['ws://head:8265', 'head'],
    ['http://', 'HOST'],
  ])('%s is refused with what to write instead', (address, host) => {
    expect(() => dashboardAddress({ address }, {})).toThrow(`address ${address} is no address`);
    expect(() => dashboardAddress({ address }, {})).toThrow(`write http://${host}:8265.`);
    expect(() => dashboardAddress({}, { RAY_ADDRESS: address })).toThrow(`RAY_ADDRESS ${address}`);
  });

  it('keeps the port of an address that only lacks its scheme', () => {
    expect(() => dashboardAddress({ address: 'head:9000' }, {})).toThrow('write http://head:9000.');
    expect(() => dashboardAddress({ address: 'head:10001' }, {})).toThrow('write http://head:8265.');
  });

  it('never tells a password that stands in it', () => {
    expect(() => dashboardAddress({ address: 'ray://me:secret@head:10001' }, {})).toThrow(/^(?!.*secret).*head:8265/s);
    expect(() => dashboardAddress({ address: 'http://me:secret@head:8265' }, {})).toThrow(/^(?!.*secret).*headers: /s);
  });
});

describe('an address of this machine', () => {
  it.each([
    ['http://127.0.0.1:8265', true],
    ['http://localhost:8265', true],
    ['http://[::1]:8265', true],
    ['http://10.0.0.7:8265', false],
    ['https://localhost.example', false],
    ['https://127.example', false],
  ])('%s: %s', (address, expected) => {
    expect(isLoopback(address)).toBe(expected);
  });

  it.each(['user:hush@head:8265', 'ray://user:hush@head:10001', 'http://user:hush@head:6379', 'head:8265?token=hush'])(
    'is refused without its secret: %s',
    (address) => {
      const refused = () => dashboardAddress({ address }, {});
      expect(refused).toThrow(/write http:\/\/head:8265/);
      expect(refused).not.toThrow(/hush/);
    },
  );
});
