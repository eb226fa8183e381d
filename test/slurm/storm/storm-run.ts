import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '@sigwatch/store';
import type { SeededRandom } from '../../../packages/testkit/src/seeded-random.js';
import type { Cluster } from '../cluster.js';
import { SlurmWorkshop } from '../slurm-workshop.js';

/** Attempts whose behaviour is known beforehand; far more than a run ever makes. */
const PLANNED = 500;

/** What a supervisor does takes minutes at the most, also where it waits for what may still become a job (ms). */
const PATIENCE = 400_000;

/** Restarts whatever happens, at once. */
const policy = `policies:
${['crash', 'stall', 'timeout']
  .map(
    (mode) =>
      `  - { mode: ${mode}, implementation: { class_name: AlwaysRestartPolicy, max_retries: ${PLANNED}, backoff: { initial: 0s, jitter: 0 } } }\n`,
  )
  .join('')}`;

/**
 * Fails with an NCCL line after a while, hangs, or hangs and does not heed the first signal, as line ATTEMPT of `plan`
 * says, until there is a file `finish`. In `trace` is when each attempt began.
 */
const train = `cd "$(dirname "$PLAN")"
echo "$SIGWATCH_ATTEMPT $SLURM_JOB_ID" >> trace
echo " iteration $SIGWATCH_ATTEMPT/ 5000 | lm loss: 2.5E+00 |"
set -- $(sed -n "\${SIGWATCH_ATTEMPT}p" plan)
sleep "$1"
[ ! -e finish ] || exit 0
case $2 in
  hang) exec sleep 600 ;;
  stubborn) trap '' TERM; while :; do sleep 1; done ;;
esac
echo 'NCCL error in: x'
exit 1`;

/**
 * sbatch that may be slow before and after it acts, and end its supervisor before or after it has acted, each once: as
 * `trouble` says, which is `SECONDS SECONDS before|after|with|-`. It goes on when its supervisor is dead, but for `with`,
 * where both end and nothing was submitted.
 */
const sbatch = (directory: string) => `#!/bin/sh
cd '${directory}'
PATH="\${PATH#*:}"
echo "sbatch $*" >> calls.log
before=0 after=0 die=-
if mv trouble trouble.taken 2>/dev/null; then read -r before after die < trouble.taken; fi
end() { # Its parent is timeout, whose parent is the supervisor as long as that lives.
  above=$(cut -d ' ' -f 4 "/proc/$PPID/stat")
  if [ "$die" = "$1" ] && [ "$above" = "$(cat supervisor.pid)" ]; then kill -9 "$above"; fi
}
end before
end with
[ "$die" != with ] || exit 1
sleep "$before"
answer=$(sbatch "$@")
code=$?
end after
sleep "$after"
printf '%s\\n' "$answer"
exit "$code"
`;

/** One run, whose supervisor is killed with SIGKILL at random moments and started again each time. */
export class StormRun implements Disposable {
  readonly #shop: SlurmWorkshop;
  readonly #state: string;
  readonly #words: readonly string[];
  readonly #script: string;
  /** Ends what is under way. */
  #end = () => {};
  #over = false;

  constructor(
    cluster: Cluster,
    readonly id: string,
    private readonly random: SeededRandom,
    /** Shared with other runs; in one of its own a run is taken up by `ensure` too. */
    private readonly shared?: string,
  ) {
    this.#shop = new SlurmWorkshop(cluster, 'evidence: { commands: [[hostname]], timeout: 10s }');
    this.#state = shared ?? this.#shop.state;
    const shop = this.#shop;
    const wrapper = join(shop.directory, 'bin', 'sbatch');
    writeFileSync(wrapper, sbatch(shop.directory));
    chmodSync(wrapper, 0o755);
    shop.file('plan', Array.from({ length: PLANNED }, () => this.#plan()).join(''));
    shop.file('calls.log', '');
    this.#script = shop.script(train, ['--job-name=storm', '--ntasks=1', '--mem=10']);
    const rules = shop.fewRules('inactivity_threshold_seconds: 5\nstartup_allowance_seconds: 120\n');
    const given = ['--format', 'jsonl', '--run-id', id, '--config', join(shop.directory, 'sigwatch.yaml')];
    this.#words = [...given, ...rules, '--restart', shop.file('policy.yaml', policy)];
  }

  get state(): string {
    return this.#state;
  }

  /** Each attempt that began, with its job, in order. */
  get trace(): readonly { readonly attempt: number; readonly id: string }[] {
    const path = join(this.#shop.directory, 'trace');
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    return lines.map((line) => ({ attempt: Number(line.split(' ')[0]), id: line.split(' ')[1] as string }));
  }

  /** Submissions that were held, so that a twin could not run. */
  get held(): number {
    const calls = readFileSync(join(this.#shop.directory, 'calls.log'), 'utf8').split('\n');
    return calls.filter((line) => line.startsWith('sbatch ') && line.includes(' --hold ')).length;
  }

  /**
   * Resolves when the run has ended, after so many kills, with what the supervisor was about at each: a phase of the
   * protocol, or `following` while it supervised.
   */
  async survive(kills: number): Promise<readonly string[]> {
    const phases: string[] = [];
    if (kills === 0) this.#shop.file('finish', '');
    while (!this.#over) {
      const killing = phases.length < kills;
      if (killing) this.#prepare();
      const { child, done } = this.#start();
      this.#shop.file('supervisor.pid', `${child.pid}`);
      const kill = () => child.kill('SIGKILL');
      const disarm = killing ? this.#kill(kill) : () => {};
      this.#end = () => {
        disarm();
        kill();
      };
      const stuck = setTimeout(() => child.kill('SIGABRT'), PATIENCE);
      const { code, signal, err } = await done;
      clearTimeout(stuck);
      disarm();
      if (this.#over) break;
      if (signal === 'SIGABRT') throw new Error(`${this.id} does nothing any more:\n${this.#lastEvents()}`);
      this.#shop.file('trouble', '0 0 -');
      if (signal === 'SIGKILL') phases.push(this.#phase());
      else if (this.#stored()?.summary.ended_at !== undefined) break;
      else if (code !== 0) throw new Error(`${this.id} ended with ${code}: ${err}`);
      if (phases.length === kills) this.#shop.file('finish', '');
    }
    return phases;
  }

  #plan(): string {
    const kind = this.random.next();
    const after = (0.1 + 1.5 * this.random.next()).toFixed(2);
    return `${after} ${kind < 0.65 ? 'fail' : kind < 0.9 ? 'hang' : 'stubborn'}\n`;
  }

  #start() {
    const env = { SIGWATCH_STATE_DIR: this.#state, PLAN: join(this.#shop.directory, 'plan') };
    const known = this.#stored()?.snapshot !== undefined;
    const kind = this.random.next();
    if (known && kind < 0.3) return this.#shop.start(['run', '--run-id', this.id, '--format', 'jsonl'], env);
    if (known && kind < 0.6 && this.shared === undefined) return this.#shop.start(['ensure', '--format', 'jsonl'], env);
    return this.#shop.start(['submit', ...this.#words, 'slurm', this.#script], env);
  }

  /** What the next sbatch is like. */
  #prepare(): void {
    const slow = () => (this.random.chance(0.5) ? (this.random.next() * 0.3).toFixed(2) : '0');
    // Sometimes it acts long after its supervisor was killed and started again.
    const before = this.random.chance(0.15) ? (1 + this.random.next() * 6).toFixed(2) : slow();
    const kind = this.random.next();
    this.#shop.file(
      'trouble',
      `${before} ${slow()} ${kind < 0.04 ? 'before' : kind < 0.1 ? 'after' : kind < 0.16 ? 'with' : '-'}\n`,
    );
  }

  /** Kills at a random moment, or right after an sbatch or scancel that is still to come. Returns what disarms it. */
  #kill(kill: () => void): () => void {
    const kind = this.random.next();
    if (kind < 0.35) {
      const timer = setTimeout(kill, this.random.next() * 12_000);
      return () => clearTimeout(timer);
    }
    // A cancellation comes only where a job hangs; of submissions some pass, so that the run gets on.
    const awaited = kind < 0.6 ? /^scancel /gm : /^(?:sbatch|scancel) /gm;
    const nth = kind < 0.6 ? 1 : this.random.between(1, 3);
    const calls = join(this.#shop.directory, 'calls.log');
    const delay = this.random.next() * 150;
    const from = statSync(calls).size;
    let size = from;
    let timer: NodeJS.Timeout | undefined;
    const watching = setInterval(() => {
      if (statSync(calls).size === size) return;
      const added = readFileSync(calls, 'utf8').slice(from);
      size = from + added.length;
      if ((added.match(awaited)?.length ?? 0) < nth) return;
      clearInterval(watching);
      timer = setTimeout(kill, delay);
    }, 10);
    return () => {
      clearInterval(watching);
      clearTimeout(timer);
    };
  }

  #stored() {
    using store = openStore({ directory: this.#state, readonly: true });
    return store.load(this.id);
  }

  #lastEvents(): string {
    using store = openStore({ directory: this.#state, readonly: true });
    const events = [...store.events(this.id)].map((event) => JSON.stringify(event));
    return events.slice(-20).join('\n');
  }

  #phase(): string {
    const { phase, protocol } = (this.#stored()?.snapshot ?? {}) as { phase?: string; protocol?: { phase: string } };
    return phase === 'starting' ? (protocol?.phase ?? 'nothing') : (phase ?? 'nothing');
  }

  [Symbol.dispose](): void {
    this.#over = true;
    this.#end();
    this.#shop[Symbol.dispose]();
  }
}
