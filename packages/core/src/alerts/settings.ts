import type { Millis, Transition } from '../contract.js';

/** Hours of a place in which people are left alone. */
export interface QuietHours {
  /** `22:00`, as a clock of the zone shows it. Where `to` is earlier than `from` it is on the next day. */
  readonly from: string;
  readonly to: string;
  /** IANA name, such as Europe/Berlin. */
  readonly timezone: string;
  /** Told at any hour. */
  readonly except: readonly Transition[];
}

/** What is told, and how often. Times in ms. */
export interface AlertSettings {
  /** What a notifier is told of that does not say it itself. */
  readonly on?: readonly Transition[];
  /** Between two reminders of a problem that is not over; 0: none. */
  readonly remind_every: Millis;
  /** More than so many that have gathered are told as one. */
  readonly group_over: number;
  /** How long after something was told further news gather. */
  readonly group_wait: Millis;
  /** No more than `count` sendings of one notifier in any `within`. */
  readonly rate: { readonly count: number; readonly within: Millis };
  readonly quiet_hours?: QuietHours;
  /** `{run_id}`, `{name}`, `{attempt}` and `{job_id}` are filled in; a link of which a part is not known is left out. */
  readonly links: readonly { readonly name: string; readonly url: string }[];
  /** How long a notice is tried again that nobody takes. */
  readonly give_up: Millis;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What holds of alerts where nothing else is said. */
export const defaultAlerts: AlertSettings = {
  remind_every: 4 * HOUR,
  group_over: 5,
  group_wait: 30_000,
  rate: { count: 20, within: 10 * MINUTE },
  links: [],
  give_up: 24 * HOUR,
};

/** All transitions. */
export const transitions: readonly Transition[] = [
  'started',
  'degraded',
  'stalled',
  'timed_out',
  'failed',
  'restarted',
  'gave_up',
  'recovered',
  'succeeded',
  'cancelled',
];

/** What needs a person, and the outcome. */
export const toldByDefault: readonly Transition[] = [
  'degraded',
  'stalled',
  'timed_out',
  'failed',
  'restarted',
  'gave_up',
  'recovered',
  'succeeded',
];
