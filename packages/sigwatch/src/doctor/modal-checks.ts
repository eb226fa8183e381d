import type { Check } from './checks.js';

/** Whom the client of Modal talks to. */
export interface ModalServer {
  /** Of the client, such as `1.6.4`. */
  readonly version: string;
  /** What is wrong with that version. */
  readonly too_old?: string;
  /** How many apps Modal lists in the environment; missing where it was not asked. */
  readonly apps?: number;
  /** Where apps are, as far as it is named here. */
  readonly environment?: string;
}

export interface ModalProbes {
  /** Asks Modal by its client; undefined where no job is meant for it. Rejects with what is wrong, which holds no token. */
  modalServer(): Promise<ModalServer | undefined>;
}

/** Whether apps can be run on Modal from here, and followed. Says nothing where none is meant to. Never throws. */
export async function* modalChecks({ modalServer }: ModalProbes): AsyncGenerator<Check> {
  const client = 'modal client';
  try {
    const server = await modalServer();
    if (server === undefined) return;
    const { version, too_old, apps, environment } = server;
    if (too_old !== undefined) {
      yield { name: client, level: 'fail', text: too_old, remedy: 'pip install -U modal' };
      return;
    }
    yield { name: client, level: 'ok', text: version };
    const where = environment === undefined ? 'the environment of its profile' : `environment ${environment}`;
    yield { name: 'modal login', level: 'ok', text: `Modal knows us: ${apps ?? 0} apps in ${where}` };
  } catch (error) {
    const refused = (error as { code?: unknown }).code === 'permission_denied';
    // What is refused says itself what to do.
    yield {
      ...{ name: refused ? 'modal login' : client, level: 'fail', text: (error as Error).message },
      ...(refused ? {} : { remedy: UNREACHED }),
    };
  }
}

const UNREACHED =
  'See that `modal app list` answers for the user that runs sigwatch; adapter.modal names the client, adapter.environment and adapter.profile whom it asks.';
