import type { HealthIssue } from '@sigwatch/core';
import { type Facts, type Find, isAtWork, listed } from './facts.js';

const EFA =
  'Set NCCL_NET=ofi, so that it fails instead of falling back, and LD_LIBRARY_PATH=/opt/amazon/ofi-nccl/lib/x86_64-linux-gnu:$LD_LIBRARY_PATH, in the environment of every rank.';

/** What NCCL talks over. That it is slow is no failure: the job goes on. */
export const transportIssues: Find = (facts) => {
  const { efa } = facts;
  if (efa.transport === 'unknown') return unknown(facts);
  if (efa.transport === 'mixed') {
    const counts = Object.entries(efa.ranks ?? {}).map(([name, ranks]) => `${name} on ${ranks}`);
    const odd = efa.odd === undefined ? '' : `; unlike most: ${listed(efa.odd)}`;
    const text = `Ranks use different transports: ${counts.join(', ')}${odd}.`;
    const fix = `All have to use one. ${EFA} Look what differs on the nodes that are unlike the others.`;
    return [{ code: 'mixed_transport', severity: 'error', text, fix }];
  }
  if (efa.transport === 'socket' || efa.transport.startsWith('ofi:')) {
    const what = efa.transport === 'socket' ? 'TCP sockets' : `libfabric over ${efa.transport.slice('ofi:'.length)}`;
    const fix = `${EFA} With InfiniBand: NCCL_NET=IB, and look at ibstat. On one node, where no network is used, it is nothing.`;
    return [{ code: 'efa_inactive', severity: 'warning', text: `EFA is not used: NCCL talks over ${what}.`, fix }];
  }
  return [];
};

/** On one node there is nothing to know; over several, that nothing is said is no good sign. */
export const isTransportWanted = (facts: Facts): boolean => facts.nodes.length > 1 && isAtWork(facts);

function unknown(facts: Facts): readonly HealthIssue[] {
  if (!isTransportWanted(facts)) return [];
  return [
    {
      code: 'transport_unknown',
      severity: 'warning',
      text: 'No line says what NCCL talks over between the nodes.',
      fix: 'Start it with NCCL_DEBUG=INFO and NCCL_DEBUG_SUBSYS=INIT,NET; it then says so once at its start.',
    },
  ];
}
