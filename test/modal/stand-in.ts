import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { ModalServer, type ModalServerOptions } from './modal-server.js';

/** So long (ms) a test may take: a machine that is busy, or stands still for a while, makes none fail. */
const TEST = 600_000;

/** One stand-in for all tests of a file, of which none may ask for what it does not serve. */
export function standIn(started: (server: ModalServer) => void, options: ModalServerOptions = {}): void {
  vi.setConfig({ testTimeout: TEST, hookTimeout: TEST });
  let server: ModalServer | undefined;
  beforeAll(async () => {
    server = await ModalServer.start(options);
    started(server);
  });
  afterEach(() => expect(server?.errors).toBe(''));
  afterAll(() => server?.[Symbol.asyncDispose]());
}
