import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Workshop } from './workshop.js';

const line = (fields: object) => JSON.stringify({ sigwatch: 1, time: 1772445600.5, ...fields });
const PRINT = 'process.stdout.write(require("node:fs").readFileSync(process.argv[1]))';

describe('sigwatch health RUN', () => {
  it('shows the steps of a run that has ended, and writes them', async () => {
    using shop = new Workshop();
    const steps = Array.from({ length: 40 }, (_, i) =>
      line({ type: 'metrics', step: i + 1, total_steps: 60, loss: 4 - i / 20, grad_norm: i === 29 ? 50 : 2 }),
    );
    const nan = line({ type: 'metrics', step: 41, loss: 'NaN', nan_count: 3, nonfinite_in: ['loss', 'parameters'] });
    const log = shop.file('lines.txt', `${[...steps, nan].join('\n')}\n`);
    await shop.told('run', ['--run-id', 'train'], [process.execPath, '-e', PRINT, log]);

    const [csv, json] = ['steps.csv', 'steps.json'].map((name) => join(shop.directory, name)) as [string, string];
    const { code, out } = await shop.cli(['health', 'train', '--csv', csv, '--json', json]);
    expect(code).toBe(1);
    expect(out).toMatch(/^critical {5}train, attempt 1 \(\w+\), score \d+/);
    expect(out).toMatch(/^loss {9}█.*▁×$/m);
    expect(out).toContain('NaN 1, infinite 0, explosions 1, divergences 0, out of memory 0');
    const rows = readFileSync(csv, 'utf8').trimEnd().split('\n');
    expect(rows[0]).toBe('step,at,loss,grad_norm,learning_rate');
    expect(rows).toHaveLength(42);
    expect(rows[41]).toMatch(/^41,.*,nan,,$/);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      sigwatch: 'stability',
      metrics: { step: 41, nan_count: 1, gradient_explosion_count: 1, loss_trend: 'improving' },
    });
  });

  it('reads those of a plain logger as well, and is healthy where they are', async () => {
    using shop = new Workshop();
    const steps = Array.from({ length: 30 }, (_, i) => `step ${i + 1} | loss: 2.5 | grad_norm: 1.5 | lr 0.001`);
    const log = shop.file('train.log', `${steps.join('\n')}\n`);
    await shop.told('watch', ['--once', '--run-id', 'plain', log]);

    const { code, out } = await shop.cli(['health', 'plain', '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      run_id: 'plain',
      metrics: { overall_health: 'healthy', health_score: 100, loss_trend: 'stable', gradient_norm_median: 1.5 },
    });
    const nothing = await shop.cli(['health', 'nobody', '--csv', join(shop.directory, 'no.csv')]);
    expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining('nobody names no run')]);
  });
});
