import { culpritText } from '@sigwatch/core';
import type { Data } from './event-data.js';

/** `rank 3 on node07 (GPU 2)`, of an incident; empty where no line tells. */
export function atFault(data: Data): string {
  const who = data.object('culprit');
  const [rank, local_rank, node, gpu] = [
    who?.number('rank'),
    who?.number('local_rank'),
    who?.text('node'),
    who?.text('gpu'),
  ];
  return culpritText({
    ...(rank !== undefined && { rank }),
    ...(local_rank !== undefined && { local_rank }),
    ...(node !== undefined && { node }),
    ...(gpu !== undefined && { gpu }),
  });
}
