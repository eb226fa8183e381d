export type { AlertContext, AlertPlace, AlertState, News } from './alert-state.js';
export { digestOf } from './digest.js';
export { type AlertTrigger, type NoticePayload, noticeEntries, noticePayload, type ToldNotifier } from './entries.js';
export { TryLaterError, UndeliverableError } from './errors.js';
export { alertsAfter, alertsAt, alertsDue, endsJob } from './fold.js';
export {
  emptyQueue,
  type NextSend,
  nextSend,
  type SendEnd,
  type SendQueue,
  sending,
  sent,
  type Waiting,
} from './next-send.js';
export { notifierIds } from './notifier-ids.js';
export { isTimeZone, quietUntil } from './quiet-hours.js';
export { type AlertSettings, defaultAlerts, type QuietHours, toldByDefault, transitions } from './settings.js';
