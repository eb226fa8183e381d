#!/usr/bin/env node
// node server.mjs [COMMAND…]: serves the runs of STATE (sigwatch's own state directory by default) on PORT (3000), and runs
// the command under supervision, where there is one.
//   GET /runs               all runs
//   GET /runs/ID/events     what happens in one, as Server-Sent Events; a reader that comes back goes on behind the last one
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { openStore, stateDirectory } from '@sigwatch/store';
import fastify from 'fastify';
import { run } from 'sigwatch';

const { STATE: stateDir = stateDirectory(), PORT = '3000', RUN: runId, POLICY: restart } = process.env;
const store = openStore({ directory: stateDir, readonly: true });
const app = fastify({ forceCloseConnections: true });

app.get('/runs', () => store.list());

app.get('/runs/:id/events', (request, reply) => {
  const { id } = request.params;
  const last = Number(request.headers['last-event-id'] ?? 0);
  const known = load(id);
  if (known === undefined) return reply.code(404).send({ error: `there is no run ${id}` });
  if (!Number.isSafeInteger(last) || last < 0) return reply.code(400).send({ error: 'Last-Event-ID is no number' });
  // Tells an EventSource that has read everything not to come back.
  if (known.summary.ended_at !== undefined && last >= known.events) return reply.code(204).send();
  reply.headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  return reply.send(Readable.from(eventStream(id, last)));
});

/** From the store, and so of any process's runs: what is there was committed, and its number stays what it is. */
async function* eventStream(id, last) {
  for (let number = last; ; ) {
    const ended = load(id)?.summary.ended_at !== undefined;
    for (const event of store.events(id, number)) {
      number += 1;
      yield `id: ${number}\nevent: ${event.event_type}\ndata: ${JSON.stringify(event)}\n\n`;
    }
    if (ended) return;
    yield ': still there\n\n';
    await pause(500);
  }
}

/** A name that can't be one of a run is a run that is not there. */
function load(id) {
  try {
    return store.load(id);
  } catch (error) {
    if (error.code === 'run_id_invalid') return undefined;
    throw error;
  }
}

const command = process.argv.slice(2);
const training =
  command.length === 0 ? undefined : run(command, { stateDir, ...(runId && { runId }), ...(restart && { restart }) });
training?.done.catch((error) => console.error(error.message));
console.log(`listening on ${await app.listen({ port: Number(PORT), host: '127.0.0.1' })}`);

// The job goes on without us; the same RUN takes it up again.
const leave = async () => {
  await training?.stop();
  await app.close();
};
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, leave);
