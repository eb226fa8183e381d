import { isTimeZone } from '../../alerts/quiet-hours.js';
import { type AlertSettings, defaultAlerts } from '../../alerts/settings.js';
import type { Json, Transition } from '../../contract.js';
import type { Alerts } from '../../generated/sigwatch.js';
import { duration } from '../duration.js';
import { type Finding, finding, placeIn } from '../finding.js';
import { checkTemplate } from '../text/template.js';
import type { YamlFile } from '../yaml/yaml-file.js';

/** What a link may hold in braces. */
const LINK_NAMES = ['run_id', 'name', 'attempt', 'job_id'];

/** The block as the engine takes it, whole. */
export function alertsOf(given: Alerts): AlertSettings {
  const { on, group_over, links, quiet_hours, rate = {} } = given;
  const { remind_every, group_wait, give_up, rate: usual } = defaultAlerts;
  const time = (value: number | string | undefined, otherwise: number) =>
    (value === undefined ? undefined : duration(value)) ?? otherwise;
  return {
    ...(on === undefined ? {} : { on: on as readonly Transition[] }),
    remind_every: time(given.remind_every, remind_every),
    group_over: Number(group_over ?? defaultAlerts.group_over),
    group_wait: time(given.group_wait, group_wait),
    rate: { count: Number(rate.count ?? usual.count), within: time(rate.within, usual.within) },
    links: links ?? [],
    give_up: time(given.give_up, give_up),
    ...(quiet_hours === undefined
      ? {}
      : {
          quiet_hours: {
            from: quiet_hours.from,
            to: quiet_hours.to,
            timezone: quiet_hours.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
            except: (quiet_hours.except ?? []) as readonly Transition[],
          },
        }),
  };
}

/** What the schema cannot say of the block `alerts`. */
export function checkAlerts(file: YamlFile): readonly Finding[] {
  const block = file.value.alerts;
  if (block === null || typeof block !== 'object' || Array.isArray(block)) return [];
  const { quiet_hours, links } = block as { readonly quiet_hours?: Json; readonly links?: Json };
  return [...zone(file, quiet_hours), ...templates(file, links)];
}

function zone(file: YamlFile, hours: Json | undefined): readonly Finding[] {
  const { timezone } = (hours ?? {}) as { readonly timezone?: Json };
  if (typeof timezone !== 'string' || timezone === '' || isTimeZone(timezone)) return [];
  const at = placeIn(file, ['alerts', 'quiet_hours', 'timezone']);
  const remedy = 'Write its IANA name, such as `Europe/Berlin` or `America/New_York`, or leave it out.';
  return [finding('wrong_value', at, `\`${timezone}\` is no time zone`, remedy)];
}

function templates(file: YamlFile, links: Json | undefined): readonly Finding[] {
  if (!Array.isArray(links)) return [];
  return (links as Json[]).flatMap((link, i) => {
    const { url } = (link ?? {}) as { readonly url?: Json };
    if (typeof url !== 'string') return [];
    return checkTemplate(url, LINK_NAMES).map(({ message }) =>
      finding('wrong_value', placeIn(file, ['alerts', 'links', i, 'url']), message, 'Correct it, or leave it out.'),
    );
  });
}
