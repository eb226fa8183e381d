import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { byName } from './peer.mjs';

/**
 * SEC, the Simple Event Correlator: one rule for each of ours, all of them asked of each line.
 *
 * @type {import('./peer.mjs').Peer}
 */
export const sec = {
  name: 'sec',
  command: 'sec',
  version: ['--version'],
  takes: 'slice',
  slice: 16,
  job(rules, folder) {
    const file = join(folder, 'sec.conf');
    writeFileSync(file, [...rules.map(counting), telling(rules.length)].join('\n'));
    // Its own log would tell of each start; without nochildterm it would sleep at its end.
    const args = ['--notail', '--intevents', '--nochildterm', '--debug=1', `--conf=${file}`];
    return {
      args,
      withLog: (log) => [...args, `--input=${log}`],
      counts: ({ stdout }) => {
        const counts = stdout.trim().split(' ').map(Number);
        return { byRule: byName(rules.map(({ name }, i) => [name, counts[i] ?? 0])) };
      },
    };
  },
};

/** @param {import('./peer.mjs').BenchRule} rule @param {number} index */
const counting = ({ name, pattern }, index) => `type=Single
ptype=RegExp
continue=TakeNext
pattern=${pattern.replaceAll('(?P<', '(?<')}
desc=${name}
action=lcall %o -> ( sub { ++$hits[${index}]; } )
`;

/** @param {number} count of rules */
const telling = (count) => `type=Single
ptype=SubStr
pattern=SEC_SHUTDOWN
context=SEC_INTERNAL_EVENT
desc=told at the end
action=lcall %o -> ( sub { print join(" ", map { $_ // 0 } @hits[0..${count - 1}]), "\\n"; } )
`;
