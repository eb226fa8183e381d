import { describe, expect, it } from 'vitest';
import { wireWords } from './wire-words.js';

const line = (type: string, fields: object) => JSON.stringify({ sigwatch: 1, type, time: 1772445600.5, ...fields });

describe('wireWords', () => {
  it.each([
    [
      line('hello', { client: 'python 0.1.0', torch: '1.13.0a0', capabilities: ['checkpoint', 'stop', 'lr'] }),
      'python 0.1.0, torch 1.13.0a0 takes requests: checkpoint, stop, lr',
    ],
    [line('hello', { client: 'mine' }), 'mine'],
    [line('phase', { phase: 'training', status: 'train.py' }), 'training: train.py'],
    [line('phase', { phase: 'completed' }), 'completed'],
    [line('checkpoint', { action: 'saved', path: 'ckpt/step_40.pt', step: 40 }), 'saved step 40: ckpt/step_40.pt'],
    [
      line('checkpoint', {
        action: 'failed',
        path: 'ckpt/step_40.pt',
        step: 40,
        emergency: true,
        message: 'disk full',
      }),
      'emergency failed step 40: disk full',
    ],
    [
      line('ack', { action: 'set', status: 'refused', message: 'lr is at its limit' }),
      'set refused: lr is at its limit',
    ],
    [line('error', { error_type: 'KeyError', message: "'labels'", traceback: '…' }), "KeyError: 'labels'"],
  ])('%s', (text, words) => expect(wireWords(text)).toBe(words));

  it.each(['step 4', '{"type":"phase","phase":"x"}', line('phase', { phase: 'x' }).slice(0, 30), line('later', {})])(
    'leaves %s as it is',
    (text) => expect(wireWords(text)).toBeUndefined(),
  );
});
