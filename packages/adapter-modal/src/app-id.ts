import type { JobRef } from '@sigwatch/core';

/** Modal gives an id once: there is nothing else by which to tell its apps apart. */
export const refOf = (app: string): JobRef => ({ id: `modal:${app}`, incarnation: '' });

/** `ap-…` of a job of Modal; undefined for what is none. What follows `modal:` may also be a name. */
export const appOf = ({ id }: Pick<JobRef, 'id'>): string | undefined =>
  id.startsWith('modal:') && id.length > 6 ? id.slice(6) : undefined;

export const isAppId = (text: string): boolean => /^ap-[A-Za-z0-9]+$/.test(text);
