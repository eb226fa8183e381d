/** A command that is run on each node of a hung job, and what its output is called. */
export interface EvidenceCommand {
  readonly name: string;
  readonly argv: readonly string[];
}

const shell = (name: string, text: string): EvidenceCommand => ({ name, argv: ['sh', '-c', text] });

/** Of the job's own processes, where the node runs others too: what a batch system starts carries its job's id. */
const STACKS = `
command -v py-spy >/dev/null 2>&1 || { echo 'py-spy is not there: no stacks'; exit 0; }
for p in /proc/[0-9]*; do
  case "$(readlink "$p/exe" 2>/dev/null)" in *python*) ;; *) continue ;; esac
  [ -z "$SLURM_JOB_ID" ] || tr '\\0' '\\n' < "$p/environ" 2>/dev/null | grep -qx "SLURM_JOB_ID=$SLURM_JOB_ID" || continue
  echo "== process \${p#/proc/}: $(tr '\\0' ' ' < "$p/cmdline" 2>/dev/null)"
  py-spy dump --pid "\${p#/proc/}" 2>&1
done`;

const GPUS = `command -v nvidia-smi >/dev/null 2>&1 || { echo 'nvidia-smi is not there'; exit 0; }
nvidia-smi -q`;

const KERNEL = `dmesg 2>&1 | tail -n 200`;

/** PyTorch writes what its collectives did last when one of them hangs; a binary file for each rank. */
const FLIGHT_RECORDER = `
for f in "\${TORCH_NCCL_DEBUG_INFO_TEMP_FILE:-/tmp/nccl_trace_rank_}"*; do
  [ -f "$f" ] || continue
  echo "== $f, in base64"
  base64 "$f"
done`;

/** What is gathered where the run does not say. Each says so itself where it has nothing to ask. */
export const defaultCommands: readonly EvidenceCommand[] = [
  shell('stacks', STACKS),
  shell('gpus', GPUS),
  shell('kernel', KERNEL),
  shell('flight-recorder', FLIGHT_RECORDER),
];

/** Commands of one's own, by the name of their program. Of several that are alike, the further ones are numbered. */
export function commandsOf(argvs: readonly (readonly string[])[] | undefined): readonly EvidenceCommand[] {
  if (argvs === undefined) return defaultCommands;
  const count = new Map<string, number>();
  return argvs
    .filter((argv) => argv.length > 0)
    .map((argv) => {
      const program = asFileName((argv[0] ?? '').split('/').at(-1) ?? '');
      const nth = (count.get(program) ?? 0) + 1;
      count.set(program, nth);
      return { name: nth === 1 ? program : `${program}-${nth}`, argv };
    });
}

/** What may be called so in a folder: names of nodes and programs come from elsewhere. */
export function asFileName(text: string): string {
  const name = text.replaceAll(/[^\w.-]/g, '_').slice(0, 100);
  return name === '' || name.startsWith('.') ? `_${name}` : name;
}
