import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { clientHome, hasClient } from '../client/client-home.js';
import { hasModal, modalHome } from '../modal/modal-home.js';
import { hasRay, rayHome } from '../ray/ray-home.js';
import { servicesHome } from '../services/services-home.js';

/** A suite that needs a real service beside Node: `test/NAME/`, run by `npm test` where the service is ready. */
export interface RealSuite {
  readonly name: string;
  /** What it runs against, in a few plain words. */
  readonly needs: string;
  /** Whether that is there now; a quick look, for it is asked at the start of every test run. */
  ready(): boolean;
}

/** Each has its `scripts/setup/NAME.sh`, which makes it ready. */
export const realSuites: readonly RealSuite[] = [
  {
    name: 'bench',
    needs: 'ripgrep, GNU grep, mtail, SEC, Python 3 and GNU time',
    ready: () => ['rg', 'grep', 'mtail', 'sec', 'python3', 'time'].every(installed),
  },
  {
    name: 'slurm',
    needs: 'SLURM with its accounting, and root, who alone can start a cluster',
    ready: () => process.getuid?.() === 0 && ['slurmctld', 'slurmd', 'slurmdbd', 'mariadbd', 'munged'].every(installed),
  },
  {
    name: 'ray',
    needs: 'Ray in a virtual environment of Python',
    ready: () => hasRay(rayHome()),
  },
  {
    name: 'modal',
    needs: "Modal's client in a virtual environment of Python, and root, who alone can give a container its own files",
    ready: () => process.getuid?.() === 0 && installed('nsenter') && hasModal(modalHome()),
  },
  {
    name: 'services',
    needs: 'the moto server, an Amazon for tests, in a virtual environment of Python, and openssl',
    ready: () => existsSync(join(servicesHome(), 'bin', 'moto_server')) && installed('openssl'),
  },
  {
    name: 'client',
    needs:
      'PyTorch of Debian, and the Trainer of Hugging Face, Lightning and a kernel of Jupyter in a virtual environment of Python',
    ready: () => hasClient(clientHome()),
  },
  {
    name: 'shells',
    needs: 'zsh and fish',
    ready: () => ['zsh', 'fish'].every(installed),
  },
  {
    name: 'ssh',
    needs: 'the client and the server of OpenSSH',
    ready: () => ['ssh', 'sshd'].every(installed),
  },
];

/** Whether a command is in PATH, or where Debian keeps those of an administrator. */
function installed(command: string): boolean {
  return `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`
    .split(delimiter)
    .some((folder) => existsSync(join(folder, command)));
}

/** What `npm test` says at its end; empty when nothing was skipped. */
export function skippedText(skipped: readonly RealSuite[]): string {
  return skipped
    .map(
      ({ name, needs }) =>
        `Skipped: the ${name} suite, which needs ${needs}. scripts/setup/${name}.sh makes it ready.\n`,
    )
    .join('');
}
