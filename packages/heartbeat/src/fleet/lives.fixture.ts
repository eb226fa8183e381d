import type { SeededRandom } from '@sigwatch/testkit';
import type { Bucket } from './bucket.fixture.js';

/** What a run does until something else happens to it. */
type Doing = 'waits' | 'trains' | 'hangs' | 'loses_progress' | 'loses_metadata' | 'is_silent' | 'has_ended';

interface Life {
  readonly name: string;
  doing: Doing;
  began: number;
  step: number;
}

const next: Readonly<Record<Doing, readonly Doing[]>> = {
  waits: ['trains'],
  trains: ['hangs', 'loses_progress', 'loses_metadata', 'is_silent', 'has_ended'],
  hangs: ['trains', 'is_silent', 'has_ended'],
  loses_progress: ['trains', 'is_silent'],
  loses_metadata: ['trains', 'is_silent', 'has_ended'],
  is_silent: ['trains', 'is_silent', 'is_silent'],
  has_ended: ['has_ended', 'has_ended', 'trains'],
};

/** Runs whose lives go as the dice fall: they begin, beat, hang, fall silent, end, and some of them are begun anew. */
export function lives(count: number, store: Bucket, random: SeededRandom, now: () => number) {
  const all = Array.from({ length: count }, (_, i): Life => {
    const late = random.chance(0.1);
    return { name: `run-${String(i).padStart(4, '0')}`, doing: late ? 'waits' : 'trains', began: now(), step: 0 };
  });
  const iso = () => new Date(now()).toISOString();
  const metadata = ({ name, began, step }: Life) =>
    store.write(`${name}/metadata.json`, {
      ...{ run_id: name, status: 'running', phase: 'training', instance_id: 'i-1', step },
      ...{ last_update: iso(), start_time: new Date(began).toISOString() },
    });
  const progress = ({ name, step }: Life) =>
    store.write(`${name}/progress.json`, { step, total_steps: 10_000, loss: 1 / (step + 1), last_updated: iso() });

  function turn(life: Life): void {
    const choices = next[life.doing];
    const before = life.doing;
    life.doing = choices[random.between(0, choices.length - 1)]!;
    if (life.doing === 'has_ended' && before !== 'has_ended') {
      if (random.chance(0.5))
        store.write(`${life.name}/_error`, 'RuntimeError: CUDA error: an illegal memory access\n');
      else store.write(`${life.name}/_complete`, '');
    }
    if (life.doing === 'trains' && (before === 'has_ended' || before === 'waits')) {
      life.began = now();
      life.step = 0;
    }
  }

  return {
    names: all.map(({ name }) => name),
    /** One minute of all of them. */
    live(): void {
      for (const life of all) {
        if (random.chance(0.15)) turn(life);
        const { doing } = life;
        if (doing === 'trains' || doing === 'loses_metadata') life.step += random.between(1, 9);
        if (doing === 'trains' || doing === 'hangs' || doing === 'loses_progress') metadata(life);
        if (doing === 'trains' || doing === 'hangs' || doing === 'loses_metadata') progress(life);
      }
    },
  };
}
