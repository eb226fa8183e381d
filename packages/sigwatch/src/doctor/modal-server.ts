import { clientVersion, Looks, type ModalConfig, modalClient, modalSettings, tooOld } from '@sigwatch/adapter-modal';
import type { ComponentConfig } from '@sigwatch/core';
import { MODAL } from '../platform.js';
import type { ModalServer } from './modal-checks.js';

/** A client tries for a while before it says that nobody answers (ms). */
const PATIENCE = 45_000;

/** Who answers where apps are meant to be run; undefined where none is meant for Modal. */
export async function modalServer(adapter: ComponentConfig, env: NodeJS.ProcessEnv): Promise<ModalServer | undefined> {
  if (adapter.class_name !== MODAL.class_name) return undefined;
  const { class_name: _, ...config } = adapter;
  const settings = modalSettings(config as ModalConfig);
  const modal = modalClient(settings, env);
  const abort = AbortSignal.timeout(PATIENCE);
  const version = await clientVersion(modal, abort);
  const too_old = tooOld(version);
  if (too_old !== undefined) return { version, too_old };
  const apps = await new Looks({ modal, interval: PATIENCE, now: Date.now }).apps(abort);
  const environment = settings.environment ?? env.MODAL_ENVIRONMENT;
  return { version, apps: apps.length, ...(environment === undefined ? {} : { environment }) };
}
