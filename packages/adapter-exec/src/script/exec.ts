/** Stands before everything that the command puts out; without it the command was not started. */
export const STARTED = 'sigwatch-started\n';

/** COMMAND…: runs it as it is, with both outputs as one. */
export const execScript = `echo ${STARTED.trim()}; exec "$@" 2>&1 </dev/null`;
