import type { Find } from './facts.js';

/** What the cluster itself lacks. */
export const clusterIssues: Find = ({ ray, cluster_error }) => [
  ...(cluster_error === undefined
    ? []
    : [
        {
          code: 'cluster_unreadable' as const,
          severity: 'warning' as const,
          text: 'The cluster did not tell what it has.',
          fix: 'Look whether its head and its address can be reached; nothing is known of the cluster until then.',
        },
      ]),
  ...(ray.dead_nodes
    ? [
        {
          code: 'dead_nodes' as const,
          severity: 'warning' as const,
          text: `The cluster counts ${ray.dead_nodes} of its nodes as dead.`,
          fix: 'Look at what became of them (ray list nodes): a cluster that grows and shrinks leaves such names behind, any other has lost them.',
        },
      ]
    : []),
  ...(ray.pending
    ? [
        {
          code: 'pending_demands' as const,
          severity: 'warning' as const,
          text: `${ray.pending} demands wait for resources that the cluster does not have now.`,
          fix: 'Ask for less, add nodes, or end what holds them (ray status shows which).',
        },
      ]
    : []),
];
