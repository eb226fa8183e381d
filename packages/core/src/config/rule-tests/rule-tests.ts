import { existsSync } from 'node:fs';
import type { CaseExpectation, CaseJob, RuleCase, RuleTestsFile } from '../../generated/rule-tests.js';
import { ruleTestsSchema } from '../../generated/rule-tests-schema.js';
import type { Ending } from '../../replay/replay.js';
import type { Script } from '../../replay/script.js';
import { duration } from '../duration.js';
import { fileGroup } from '../file-group.js';
import { type Finding, refuseErrors } from '../finding.js';
import { lintLog } from '../lint/lint-log.js';
import { lintCase } from '../lint/lint-rule-tests.js';
import type { Where } from '../locate.js';
import type { Monitor } from '../monitor.js';
import type { PolicySet } from '../policy.js';
import { compileSchema } from '../schema/compile-schema.js';
import { soundParts } from '../schema/sound-parts.js';
import { validate } from '../schema/validate.js';
import { type Place, readYaml } from '../yaml/yaml-file.js';
import { type LogText, scriptOf, textsOf } from './read-log.js';
import { judgesOf } from './rule-tests-judges.js';

/** A log, the rules and the policy that judge it, and what must come out. */
export interface RuleTestCase extends Place {
  readonly name: string;
  readonly file: string;
  readonly monitor: Monitor;
  readonly policy?: PolicySet;
  /** All that is printed, whenever it is. */
  readonly sources: readonly LogText[];
  readonly ending?: Ending;
  /** What happens and when, where the test says more than lines; it takes the place of sources and ending. */
  readonly script?: Script;
  readonly expect: CaseExpectation;
}

/** A file of tests, as it is loaded. */
export interface RuleTests {
  readonly cases: readonly RuleTestCase[];
  readonly warnings: readonly Finding[];
}

/** Loads NAME.test.yaml with the monitors and policies that it names. Throws a ConfigError with all findings. */
export function loadRuleTests(path: string, where: Where): RuleTests {
  const { file, findings } = readYaml(path);
  if (file === undefined) {
    refuseErrors(findings);
    throw new Error('unreachable');
  }
  const told: Finding[] = [...findings, ...validate(file, compileSchema(ruleTestsSchema))];
  const { value: sound, wrong } = soundParts(file, 'tests', told);
  const value = { tests: [], ...sound } as unknown as RuleTestsFile;
  const judges = judgesOf(file, where);
  const before = (i: number) => value.tests.slice(0, i).filter((_, at) => !wrong.has(at));
  const cases = value.tests.flatMap((one, i): RuleTestCase[] => {
    if (wrong.has(i)) return [];
    const at = ['tests', i];
    const { monitor, policy, decides } = judges(named(value, one, path), at, told);
    told.push(...lintCase(file, one, at, { monitor, decides }, before(i)));
    told.push(...lintLog(file, one.lines ?? '', [...at, 'lines']));
    if (monitor === undefined) return [];
    const { name, expect, job, lines } = one;
    const script = scriptOf(lines ?? '');
    return [
      {
        ...{ name, expect, monitor, file: path, ...file.place([...at, 'name']), sources: sourcesOf(one) },
        ...(policy === undefined ? {} : { policy }),
        ...(job === undefined ? {} : { ending: endingOf(job) }),
        ...(script === undefined ? {} : { script: withEnding(script, job) }),
      },
    ];
  });
  return { cases, warnings: refuseErrors([...new Map(told.map((one) => [JSON.stringify(one), one])).values()]) };
}

/** What judges a test: what it names, else what its file names, else the file NAME.yaml beside NAME.test.yaml. */
function named(file: RuleTestsFile, one: RuleCase, path: string) {
  const beside = ['.yaml', '.yml'].map((end) => path.replace(/\.test\.ya?ml$/, end)).find(existsSync);
  const group = beside === undefined ? undefined : fileGroup(beside);
  const monitors = one.monitor ?? file.monitor ?? (group === 'restart' ? 'default' : beside);
  const restart = one.restart === undefined ? file.restart : one.restart;
  return {
    monitors: monitors === undefined ? [] : [monitors].flat(),
    restart: restart === undefined && group === 'restart' ? beside : restart,
    /** Whose key it is that names them. */
    own: { monitor: one.monitor !== undefined, restart: one.restart !== undefined },
  };
}

function sourcesOf({ lines, sources }: RuleCase): RuleTestCase['sources'] {
  if (sources === undefined) return textsOf(lines ?? '');
  return Object.entries(sources).flatMap(([id, log]) => textsOf(log).map(({ text }) => ({ id, text })));
}

/** `job` beside the lines is what the platform says at last. */
function withEnding(script: Script, job: CaseJob | undefined): Script {
  if (job === undefined) return script;
  const { after = 0, platform = script.platform, ...status } = job;
  const happening = { after: duration(after) ?? 0, job: status };
  return { happenings: [...script.happenings, happening], ...(platform === undefined ? {} : { platform }) };
}

function endingOf({ after, platform = 'job', ...status }: CaseJob): Ending {
  const wait = after === undefined ? undefined : duration(after);
  return {
    status: { job: { id: `${platform}:1`, incarnation: '1' }, ...status },
    ...(wait === undefined ? {} : { after: wait }),
  };
}
