// Recorded on a real cluster of SLURM 22.05.8 (two nodes, slurmdbd, users root and nobody): what squeue and sacct said of a
// job at one moment, in the formats of squeue.ts and sacct.ts (without SubmitLine). Only the working directory was renamed.
export interface Moment {
  readonly id: string;
  /** UTC. */
  readonly at: string;
  readonly squeue: string;
  readonly sacct: string;
}

export const moments: Readonly<Record<string, Moment>> = {
  'running, just begun, with a name of odd characters': {
    id: '26',
    at: '2026-11-22T15:14:43',
    squeue:
      '26\u001f26\u001fRUNNING\u001fNone\u001f0\u001f0\u001f2026-11-22T15:14:43\u001f2026-11-22T15:14:43\u001f2026-11-22T16:14:43\u001f0\u001froot\u001fn1\u001fa b|\'"\n%x\u001f{"sigwatch":"r/1","comment":"a\tb"}\u001f/w/%x-%j.out\u001f/w/err.%A\u001f/w\u001f(null)\u001e\n',
    sacct:
      '26\u001f26\u001fPENDING\u001f0:0\u001f2026-11-22T15:14:43\u001f2026-11-22T15:14:43\u001fUnknown\u001fn1\u001fNone\u001froot\u001fallocation\u001f\u001f\u001f0\n',
  },
  running: {
    id: '26',
    at: '2026-11-22T15:14:49',
    squeue:
      '26\u001f26\u001fRUNNING\u001fNone\u001f0\u001f0\u001f2026-11-22T15:14:43\u001f2026-11-22T15:14:43\u001f2026-11-22T16:14:43\u001f0\u001froot\u001fn1\u001fa b|\'"\n%x\u001f{"sigwatch":"r/1","comment":"a\tb"}\u001f/w/%x-%j.out\u001f/w/err.%A\u001f/w\u001f(null)\u001e\n',
    sacct:
      "26\u001f26\u001fRUNNING\u001f0:0\u001f2026-11-22T15:14:43\u001f2026-11-22T15:14:43\u001fUnknown\u001fn1\u001fNone\u001froot\u001fa b|'`\n%x\u001f\u001f/w\u001f0\n",
  },
  suspended: {
    id: '26',
    at: '2026-11-22T15:14:50',
    squeue:
      '26\u001f26\u001fSUSPENDED\u001fNone\u001f0\u001f0\u001f2026-11-22T15:14:43\u001f2026-11-22T15:14:43\u001f2026-11-22T16:14:43\u001f0\u001froot\u001fn1\u001fa b|\'"\n%x\u001f{"sigwatch":"r/1","comment":"a\tb"}\u001f/w/%x-%j.out\u001f/w/err.%A\u001f/w\u001f(null)\u001e\n',
    sacct:
      "26\u001f26\u001fSUSPENDED\u001f0:0\u001f2026-11-22T15:14:43\u001f2026-11-22T15:14:43\u001fUnknown\u001fn1\u001fNone\u001froot\u001fa b|'`\n%x\u001f\u001f/w\u001f0\n",
  },
  'waits for resources': {
    id: '59',
    at: '2026-11-22T15:18:58',
    squeue:
      '59\u001f59\u001fPENDING\u001fResources\u001f0\u001f0\u001f2026-11-22T15:18:56\u001f2026-11-22T16:18:56\u001f2026-11-22T17:18:56\u001f0\u001froot\u001f\u001fwrap\u001f(null)\u001f/w/slurm-59.out\u001f/w/slurm-59.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '59\u001f59\u001fPENDING\u001f0:0\u001f2026-11-22T15:18:56\u001fUnknown\u001fUnknown\u001fNone assigned\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  held: {
    id: '28',
    at: '2026-11-22T15:14:54',
    squeue:
      '28\u001f28\u001fPENDING\u001fJobHeldUser\u001f0\u001f0\u001f2026-11-22T15:14:52\u001fN/A\u001fN/A\u001f0\u001froot\u001f\u001fwrap\u001f(null)\u001f/w/slurm-28.out\u001f/w/slurm-28.out\u001f/w\u001f(null)\u001e\n',
    sacct: '',
  },
  'cancelled while it was held': {
    id: '28',
    at: '2026-11-22T15:14:57',
    squeue:
      '28\u001f28\u001fCANCELLED\u001fJobHeldUser\u001f0\u001f0\u001f2026-11-22T15:14:52\u001f2026-11-22T15:14:54\u001f2026-11-22T15:14:54\u001f0\u001froot\u001f\u001fwrap\u001f(null)\u001f/w/slurm-28.out\u001f/w/slurm-28.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '28\u001f28\u001fCANCELLED by 0\u001f0:0\u001f2026-11-22T15:14:52\u001f2026-11-22T15:14:54\u001f2026-11-22T15:14:54\u001fNone assigned\u001fJobHeldUser\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'exit code 0': {
    id: '29',
    at: '2026-11-22T15:15:01',
    squeue:
      '29\u001f29\u001fCOMPLETED\u001fNone\u001f0\u001f0\u001f2026-11-22T15:14:57\u001f2026-11-22T15:14:58\u001f2026-11-22T15:14:58\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/slurm-29.out\u001f/w/slurm-29.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '29\u001f29\u001fCOMPLETED\u001f0:0\u001f2026-11-22T15:14:57\u001f2026-11-22T15:14:58\u001f2026-11-22T15:14:58\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'exit code 3': {
    id: '30',
    at: '2026-11-22T15:15:01',
    squeue:
      '30\u001f30\u001fFAILED\u001fNonZeroExitCode\u001f0\u001f768\u001f2026-11-22T15:14:57\u001f2026-11-22T15:14:58\u001f2026-11-22T15:14:58\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/slurm-30.out\u001f/w/slurm-30.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '30\u001f30\u001fFAILED\u001f3:0\u001f2026-11-22T15:14:57\u001f2026-11-22T15:14:58\u001f2026-11-22T15:14:58\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'exit code 137': {
    id: '31',
    at: '2026-11-22T15:15:01',
    squeue:
      '31\u001f31\u001fFAILED\u001fNonZeroExitCode\u001f0\u001f35072\u001f2026-11-22T15:14:57\u001f2026-11-22T15:14:58\u001f2026-11-22T15:14:58\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/slurm-31.out\u001f/w/slurm-31.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '31\u001f31\u001fFAILED\u001f9:0\u001f2026-11-22T15:14:57\u001f2026-11-22T15:14:58\u001f2026-11-22T15:14:58\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'died of SIGSEGV': {
    id: '32',
    at: '2026-11-22T15:15:02',
    squeue:
      '32\u001f32\u001fFAILED\u001fJobLaunchFailure\u001f0\u001f139\u001f2026-11-22T15:14:57\u001f2026-11-22T15:14:58\u001f2026-11-22T15:14:58\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/slurm-32.out\u001f/w/slurm-32.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '32\u001f32\u001fFAILED\u001f0:11\u001f2026-11-22T15:14:57\u001f2026-11-22T15:14:58\u001f2026-11-22T15:14:58\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'no directory for its output': {
    id: '33',
    at: '2026-11-22T15:15:02',
    squeue:
      '33\u001f33\u001fFAILED\u001fJobLaunchFailure\u001f0\u001f4021\u001f2026-11-22T15:14:57\u001f2026-11-22T15:14:58\u001f2026-11-22T15:14:58\u001f0\u001froot\u001fn2\u001fwrap\u001f(null)\u001f/nodir/x\u001f/nodir/x\u001f/w\u001f(null)\u001e\n',
    sacct:
      '33\u001f33\u001fFAILED\u001f0:53\u001f2026-11-22T15:14:57\u001f2026-11-22T15:14:58\u001f2026-11-22T15:14:58\u001fn2\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'cancelled by its owner, just now': {
    id: '34',
    at: '2026-11-22T15:15:03',
    squeue:
      '34\u001f34\u001fCOMPLETING\u001fNone\u001f0\u001f15\u001f2026-11-22T15:15:02\u001f2026-11-22T15:15:03\u001f2026-11-22T15:15:03\u001f65534\u001fnobody\u001fn1\u001fwrap\u001f(null)\u001f/dev/null\u001f/dev/null\u001f/tmp\u001f(null)\u001e\n',
    sacct:
      '34\u001f34\u001fCANCELLED by 65534\u001f0:0\u001f2026-11-22T15:15:02\u001f2026-11-22T15:15:03\u001f2026-11-22T15:15:03\u001fn1\u001fNone\u001froot\u001fallocation\u001f\u001f\u001f0\n',
  },
  'cancelled by its owner': {
    id: '34',
    at: '2026-11-22T15:15:05',
    squeue:
      '34\u001f34\u001fCANCELLED\u001fNone\u001f0\u001f15\u001f2026-11-22T15:15:02\u001f2026-11-22T15:15:03\u001f2026-11-22T15:15:03\u001f65534\u001fnobody\u001fn1\u001fwrap\u001f(null)\u001f/dev/null\u001f/dev/null\u001f/tmp\u001f(null)\u001e\n',
    sacct:
      '34\u001f34\u001fCANCELLED by 65534\u001f0:0\u001f2026-11-22T15:15:02\u001f2026-11-22T15:15:03\u001f2026-11-22T15:15:03\u001fn1\u001fNone\u001froot\u001fallocation\u001f\u001f\u001f0\n',
  },
  'cancelled by root': {
    id: '35',
    at: '2026-11-22T15:15:06',
    squeue:
      '35\u001f35\u001fCANCELLED\u001fNone\u001f0\u001f15\u001f2026-11-22T15:15:05\u001f2026-11-22T15:15:05\u001f2026-11-22T15:15:05\u001f65534\u001fnobody\u001fn1\u001fwrap\u001f(null)\u001f/dev/null\u001f/dev/null\u001f/tmp\u001f(null)\u001e\n',
    sacct:
      '35\u001f35\u001fCANCELLED by 0\u001f0:0\u001f2026-11-22T15:15:05\u001f2026-11-22T15:15:05\u001f2026-11-22T15:15:05\u001fn1\u001fNone\u001fnobody\u001fwrap\u001f\u001f/tmp\u001f65534\n',
  },
  'time limit': {
    id: '36',
    at: '2026-11-22T15:15:23',
    squeue:
      '36\u001f36\u001fTIMEOUT\u001fTimeLimit\u001f0\u001f15\u001f2026-11-22T15:15:06\u001f2026-11-22T15:15:07\u001f2026-11-22T15:15:21\u001f65534\u001fnobody\u001fn1\u001fwrap\u001f(null)\u001f/dev/null\u001f/dev/null\u001f/tmp\u001f(null)\u001e\n',
    sacct:
      '36\u001f36\u001fTIMEOUT\u001f0:0\u001f2026-11-22T15:15:06\u001f2026-11-22T15:15:07\u001f2026-11-22T15:15:21\u001fn1\u001fNone\u001fnobody\u001fwrap\u001f\u001f/tmp\u001f65534\n',
  },
  'being requeued': {
    id: '37',
    at: '2026-11-22T15:15:24',
    squeue:
      '37\u001f37\u001fCOMPLETING\u001fNone\u001f1\u001f0\u001f2026-11-22T15:15:23\u001f2026-11-22T15:15:23\u001f2026-11-22T16:15:23\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/slurm-37.out\u001f/w/slurm-37.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '37\u001f37\u001fREQUEUED\u001f0:0\u001f2026-11-22T15:15:23\u001f2026-11-22T15:15:23\u001f2026-11-22T15:15:23\u001fn1\u001fNone\u001froot\u001fallocation\u001f\u001f\u001f0\n',
  },
  'requeued, waits': {
    id: '37',
    at: '2026-11-22T15:15:28',
    squeue:
      '37\u001f37\u001fPENDING\u001fBeginTime\u001f1\u001f0\u001f2026-11-22T15:15:28\u001f2026-11-22T15:15:34\u001f2026-11-22T16:15:34\u001f0\u001froot\u001f\u001fwrap\u001f(null)\u001f/w/slurm-37.out\u001f/w/slurm-37.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '37\u001f37\u001fREQUEUED\u001f0:0\u001f2026-11-22T15:15:23\u001f2026-11-22T15:15:23\u001f2026-11-22T15:15:23\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'requeued, runs again': {
    id: '37',
    at: '2026-11-22T15:15:40',
    squeue:
      '37\u001f37\u001fRUNNING\u001fNone\u001f1\u001f0\u001f2026-11-22T15:15:28\u001f2026-11-22T15:15:34\u001f2026-11-22T16:15:34\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/slurm-37.out\u001f/w/slurm-37.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '37\u001f37\u001fREQUEUED\u001f0:0\u001f2026-11-22T15:15:23\u001f2026-11-22T15:15:23\u001f2026-11-22T15:15:23\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n37\u001f37\u001fRUNNING\u001f0:0\u001f2026-11-22T15:15:28\u001f2026-11-22T15:15:34\u001fUnknown\u001fn1\u001fBeginTime\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'requeued and held': {
    id: '38',
    at: '2026-11-22T15:15:42',
    squeue:
      '38\u001f38\u001fPENDING\u001fjob requeued in held state\u001f1\u001f0\u001f2026-11-22T15:15:41\u001f2026-11-22T15:15:46\u001f2026-11-22T16:15:46\u001f0\u001froot\u001f\u001fwrap\u001f(null)\u001f/w/slurm-38.out\u001f/w/slurm-38.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '38\u001f38\u001fREQUEUED\u001f0:0\u001f2026-11-22T15:15:40\u001f2026-11-22T15:15:40\u001f2026-11-22T15:15:40\u001fn2\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n38\u001f38\u001fPENDING\u001f0:0\u001f2026-11-22T15:15:41\u001fUnknown\u001fUnknown\u001fNone assigned\u001fJobHeldUser\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'preempted and requeued': {
    id: '39',
    at: '2026-11-22T15:15:47',
    squeue:
      '39\u001f39\u001fPENDING\u001fBeginTime\u001f1\u001f0\u001f2026-11-22T15:15:45\u001f2026-11-22T15:15:51\u001f2026-11-22T16:15:51\u001f0\u001froot\u001f\u001fwrap\u001f(null)\u001f/w/slurm-39.out\u001f/w/slurm-39.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '39\u001f39\u001fPREEMPTED\u001f0:0\u001f2026-11-22T15:15:42\u001f2026-11-22T15:15:45\u001f2026-11-22T15:15:45\u001fn[1-2]\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n39\u001f39\u001fPENDING\u001f0:0\u001f2026-11-22T15:15:45\u001fUnknown\u001fUnknown\u001fNone assigned\u001fBeginTime\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'preempted and cancelled': {
    id: '41',
    at: '2026-11-22T15:15:53',
    squeue:
      '41\u001f41\u001fPREEMPTED\u001fNone\u001f0\u001f15\u001f2026-11-22T15:15:51\u001f2026-11-22T15:15:51\u001f2026-11-22T15:15:51\u001f0\u001froot\u001fn[1-2]\u001fwrap\u001f(null)\u001f/w/slurm-41.out\u001f/w/slurm-41.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '41\u001f41\u001fPREEMPTED\u001f0:0\u001f2026-11-22T15:15:51\u001f2026-11-22T15:15:51\u001f2026-11-22T15:15:51\u001fn[1-2]\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'node set down': {
    id: '43',
    at: '2026-11-22T15:15:58',
    squeue:
      '43\u001f43\u001fNODE_FAIL\u001fNodeDown\u001f0\u001f0\u001f2026-11-22T15:15:56\u001f2026-11-22T15:15:56\u001f2026-11-22T15:15:57\u001f0\u001froot\u001fn2\u001fwrap\u001f(null)\u001f/w/slurm-43.out\u001f/w/slurm-43.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '43\u001f43\u001fNODE_FAIL\u001f0:0\u001f2026-11-22T15:15:56\u001f2026-11-22T15:15:56\u001f2026-11-22T15:15:57\u001fn2\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'node set down, requeued': {
    id: '44',
    at: '2026-11-22T15:15:58',
    squeue:
      '44\u001f44\u001fPENDING\u001fBeginTime\u001f1\u001f0\u001f2026-11-22T15:15:57\u001f2026-11-22T15:16:03\u001f2026-11-22T16:16:03\u001f0\u001froot\u001f\u001fwrap\u001f(null)\u001f/w/slurm-44.out\u001f/w/slurm-44.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '44\u001f44\u001fNODE_FAIL\u001f0:0\u001f2026-11-22T15:15:56\u001f2026-11-22T15:15:56\u001f2026-11-22T15:15:57\u001fn2\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'array, one task failed': {
    id: '45',
    at: '2026-11-22T15:16:04',
    squeue:
      '45_1\u001f47\u001fFAILED\u001fNonZeroExitCode\u001f0\u001f1280\u001f2026-11-22T15:15:58\u001f2026-11-22T15:15:59\u001f2026-11-22T15:15:59\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/x%A_%a.out\u001f/w/x%A_%a.out\u001f/w\u001f(null)\u001e\n45_3\u001f45\u001fPENDING\u001fJobArrayTaskLimit\u001f0\u001f0\u001f2026-11-22T15:15:58\u001fN/A\u001fN/A\u001f0\u001froot\u001f\u001fwrap\u001f(null)\u001f/w/x%A_%a.out\u001f/w/x%A_%a.out\u001f/w\u001f(null)\u001e\n45_2\u001f48\u001fRUNNING\u001fNone\u001f0\u001f0\u001f2026-11-22T15:15:58\u001f2026-11-22T15:15:59\u001f2026-11-22T16:15:59\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/x%A_%a.out\u001f/w/x%A_%a.out\u001f/w\u001f(null)\u001e\n45_0\u001f46\u001fRUNNING\u001fNone\u001f0\u001f0\u001f2026-11-22T15:15:58\u001f2026-11-22T15:15:59\u001f2026-11-22T16:15:59\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/x%A_%a.out\u001f/w/x%A_%a.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '45_0\u001f46\u001fRUNNING\u001f0:0\u001f2026-11-22T15:15:58\u001f2026-11-22T15:15:59\u001fUnknown\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n45_1\u001f47\u001fFAILED\u001f5:0\u001f2026-11-22T15:15:58\u001f2026-11-22T15:15:59\u001f2026-11-22T15:15:59\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n45_2\u001f48\u001fRUNNING\u001f0:0\u001f2026-11-22T15:15:58\u001f2026-11-22T15:15:59\u001fUnknown\u001fn1\u001fJobArrayTaskLimit\u001froot\u001fwrap\u001f\u001f/w\u001f0\n45_3\u001f45\u001fPENDING\u001f0:0\u001f2026-11-22T15:15:58\u001fUnknown\u001fUnknown\u001fNone assigned\u001fJobArrayTaskLimit\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'array, cancelled': {
    id: '45',
    at: '2026-11-22T15:16:08',
    squeue:
      '45_3\u001f45\u001fCANCELLED\u001fJobArrayTaskLimit\u001f0\u001f0\u001f2026-11-22T15:15:58\u001f2026-11-22T15:16:04\u001f2026-11-22T15:16:04\u001f0\u001froot\u001f\u001fwrap\u001f(null)\u001f/w/x%A_%a.out\u001f/w/x%A_%a.out\u001f/w\u001f(null)\u001e\n45_2\u001f48\u001fCANCELLED\u001fNone\u001f0\u001f15\u001f2026-11-22T15:15:58\u001f2026-11-22T15:15:59\u001f2026-11-22T15:16:04\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/x%A_%a.out\u001f/w/x%A_%a.out\u001f/w\u001f(null)\u001e\n45_0\u001f46\u001fCANCELLED\u001fNone\u001f0\u001f15\u001f2026-11-22T15:15:58\u001f2026-11-22T15:15:59\u001f2026-11-22T15:16:04\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/x%A_%a.out\u001f/w/x%A_%a.out\u001f/w\u001f(null)\u001e\n45_1\u001f47\u001fFAILED\u001fNonZeroExitCode\u001f0\u001f1280\u001f2026-11-22T15:15:58\u001f2026-11-22T15:15:59\u001f2026-11-22T15:15:59\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/x%A_%a.out\u001f/w/x%A_%a.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '45_0\u001f46\u001fCANCELLED by 0\u001f0:0\u001f2026-11-22T15:15:58\u001f2026-11-22T15:15:59\u001f2026-11-22T15:16:04\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n45_1\u001f47\u001fFAILED\u001f5:0\u001f2026-11-22T15:15:58\u001f2026-11-22T15:15:59\u001f2026-11-22T15:15:59\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n45_2\u001f48\u001fCANCELLED by 0\u001f0:0\u001f2026-11-22T15:15:58\u001f2026-11-22T15:15:59\u001f2026-11-22T15:16:04\u001fn1\u001fJobArrayTaskLimit\u001froot\u001fwrap\u001f\u001f/w\u001f0\n45_3\u001f45\u001fCANCELLED by 0\u001f0:0\u001f2026-11-22T15:15:58\u001fNone\u001f2026-11-22T15:16:04\u001fNone assigned\u001fJobArrayTaskLimit\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  heterogeneous: {
    id: '49',
    at: '2026-11-22T15:16:09',
    squeue:
      '49+0\u001f49\u001fRUNNING\u001fNone\u001f0\u001f0\u001f2026-11-22T15:16:08\u001f2026-11-22T15:16:09\u001f2026-11-22T16:16:09\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/slurm-49.out\u001f/w/slurm-49.out\u001f/w\u001f(null)\u001e\n49+1\u001f50\u001fRUNNING\u001fNone\u001f0\u001f0\u001f2026-11-22T15:16:08\u001f2026-11-22T15:16:09\u001f2026-11-22T16:16:09\u001f0\u001froot\u001fn2\u001fwrap\u001f(null)\u001f/w/slurm-50.out\u001f/w/slurm-50.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '49\u001f49\u001fPENDING\u001f0:0\u001f2026-11-22T15:16:08\u001f2026-11-22T15:16:09\u001fUnknown\u001fn1\u001fNone\u001froot\u001fallocation\u001f\u001f\u001f0\n',
  },
  'heterogeneous, cancelled': {
    id: '49',
    at: '2026-11-22T15:16:13',
    squeue:
      '49+0\u001f49\u001fCANCELLED\u001fNone\u001f0\u001f15\u001f2026-11-22T15:16:08\u001f2026-11-22T15:16:09\u001f2026-11-22T15:16:09\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/slurm-49.out\u001f/w/slurm-49.out\u001f/w\u001f(null)\u001e\n49+1\u001f50\u001fCANCELLED\u001fNone\u001f0\u001f15\u001f2026-11-22T15:16:08\u001f2026-11-22T15:16:09\u001f2026-11-22T15:16:09\u001f0\u001froot\u001fn2\u001fwrap\u001f(null)\u001f/w/slurm-50.out\u001f/w/slurm-50.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '49+0\u001f49\u001fCANCELLED by 0\u001f0:0\u001f2026-11-22T15:16:08\u001f2026-11-22T15:16:09\u001f2026-11-22T15:16:09\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n49+1\u001f50\u001fCANCELLED by 0\u001f0:0\u001f2026-11-22T15:16:08\u001f2026-11-22T15:16:09\u001f2026-11-22T15:16:09\u001fn2\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  resized: {
    id: '51',
    at: '2026-11-22T15:16:17',
    squeue:
      '51\u001f51\u001fRUNNING\u001fNone\u001f0\u001f0\u001f2026-11-22T15:16:13\u001f2026-11-22T15:16:14\u001f2026-11-22T16:16:14\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/slurm-51.out\u001f/w/slurm-51.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '51\u001f51\u001fRESIZING\u001f0:0\u001f2026-11-22T15:16:13\u001f2026-11-22T15:16:14\u001f2026-11-22T15:16:15\u001fn[1-2]\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n51\u001f51\u001fRUNNING\u001f0:0\u001f2026-11-22T15:16:15\u001f2026-11-22T15:16:14\u001fUnknown\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'resized, cancelled': {
    id: '51',
    at: '2026-11-22T15:16:20',
    squeue:
      '51\u001f51\u001fCANCELLED\u001fNone\u001f0\u001f15\u001f2026-11-22T15:16:13\u001f2026-11-22T15:16:14\u001f2026-11-22T15:16:17\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/slurm-51.out\u001f/w/slurm-51.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '51\u001f51\u001fRESIZING\u001f0:0\u001f2026-11-22T15:16:13\u001f2026-11-22T15:16:14\u001f2026-11-22T15:16:15\u001fn[1-2]\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n51\u001f51\u001fCANCELLED by 0\u001f0:0\u001f2026-11-22T15:16:15\u001f2026-11-22T15:16:14\u001f2026-11-22T15:16:17\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'dependency never satisfied': {
    id: '53',
    at: '2026-11-22T15:16:24',
    squeue:
      '53\u001f53\u001fCANCELLED\u001fDependencyNeverSatisfied\u001f0\u001f0\u001f2026-11-22T15:16:21\u001f2026-11-22T15:16:21\u001f2026-11-22T15:16:21\u001f0\u001froot\u001f\u001fwrap\u001f(null)\u001f/w/slurm-53.out\u001f/w/slurm-53.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '53\u001f53\u001fCANCELLED\u001f0:0\u001f2026-11-22T15:16:21\u001f2026-11-22T15:16:21\u001f2026-11-22T15:16:21\u001fNone assigned\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  'out of memory': {
    id: '55',
    at: '2026-11-22T15:18:39',
    squeue:
      '55\u001f55\u001fOUT_OF_MEMORY\u001fOutOfMemory\u001f0\u001f253\u001f2026-11-22T15:18:35\u001f2026-11-22T15:18:35\u001f2026-11-22T15:18:36\u001f0\u001froot\u001fn1\u001fwrap\u001f(null)\u001f/w/slurm-55.out\u001f/w/slurm-55.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '55\u001f55\u001fOUT_OF_MEMORY\u001f0:125\u001f2026-11-22T15:18:35\u001f2026-11-22T15:18:35\u001f2026-11-22T15:18:36\u001fn1\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
  deadline: {
    id: '57',
    at: '2026-11-22T15:18:56',
    squeue:
      '57\u001f57\u001fDEADLINE\u001fDeadLine\u001f0\u001f1\u001f2026-11-22T15:18:40\u001f2026-11-22T15:18:40\u001f2026-11-22T15:18:40\u001f0\u001froot\u001f\u001fwrap\u001f(null)\u001f/w/slurm-57.out\u001f/w/slurm-57.out\u001f/w\u001f(null)\u001e\n',
    sacct:
      '57\u001f57\u001fDEADLINE\u001f1:0\u001f2026-11-22T15:18:40\u001f2026-11-22T15:18:40\u001f2026-11-22T15:18:40\u001fNone assigned\u001fNone\u001froot\u001fwrap\u001f\u001f/w\u001f0\n',
  },
};
