/** What came of a side effect. `notice`: the title of what a notifier was told. */
interface Tried {
  readonly action: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly notice?: string | undefined;
}

/** `ExecutionAction done: …`; of a notifier `“train: failed” sent by SlackWebhookNotifier: …`. Pure. */
export function actionWords({ action, ok, detail, notice }: Tried): string {
  const what = notice === undefined ? `${action} ${ok ? 'done' : 'failed'}` : told(notice, ok, action);
  return detail === '' ? what : `${what}: ${detail}`;
}

const told = (notice: string, ok: boolean, by: string): string => `“${notice}” ${ok ? 'sent' : 'not sent'} by ${by}`;
