import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockProblems } from '../../../test/support/receivers/slack-blocks.js';
import { mailOf } from './email/message.js';
import { anyNotice, digest, notice } from './notices.fixture.js';
import { eventsOf } from './pagerduty/event.js';
import { redactor } from './secrets/redactor.js';
import { messageOf } from './slack/blocks.js';
import { publicationOf } from './sns/message.js';
import { cleanNotice } from './text/clean.js';
import { envelopeOf } from './webhook/envelope.js';

const cover = redactor();
const holds = (check: (given: typeof notice) => void, numRuns = 100) =>
  fc.assert(
    fc.property(anyNotice, (one) => check(cleanNotice(one, cover))),
    { numRuns },
  );
/** The only command to Slack that is ours. */
const OUR_DATE = /^<!date\^-?\d+\^\{date_short\} \{time_secs\}\|[-+\d: ]+ UTC>/;
const topic = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const mail = { from: 'sigwatch <sigwatch@example.com>', to: ['a@example.com'] as [string] };

describe('whatever a notice holds', () => {
  it('Slack takes its blocks, and reads no command, mention or link in them', () => {
    holds((one) => {
      const { text, blocks, attachments } = messageOf(one);
      const all = [...blocks, ...attachments.flatMap((attachment) => attachment.blocks)];
      expect(blockProblems(blocks)).toEqual([]);
      for (const attachment of attachments) expect(blockProblems(attachment.blocks)).toEqual([]);
      expect(blockProblems(all)).toEqual([]);
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(3_000);
      expect(JSON.stringify(all).length).toBeLessThan(60_000);
      for (const read of [text, ...textsOf(all)]) expect(read.replace(OUR_DATE, '')).not.toMatch(/[<>]/);
      for (const block of fencedIn(all)) expect(block.slice(3, -3)).not.toContain('`');
    });
  });

  it('SNS takes its message, subject and attributes', () => {
    for (const format of ['text', 'json'] as const)
      holds((one) => {
        const sent = publicationOf(one, `${topic}.fifo`, format);
        const attributes = Object.entries(sent.MessageAttributes);
        const bytes = Buffer.byteLength(sent.Message + JSON.stringify(attributes));
        expect(bytes).toBeLessThanOrEqual(256 * 1024);
        expect(sent.Message.length).toBeGreaterThan(0);
        if (format === 'json') expect(JSON.parse(sent.Message)).toHaveProperty('run_id', one.run_id);
        expect(sent.Subject).toMatch(/^[\x21-\x7e](?:[\x20-\x7e]{0,98})$/);
        for (const [, { StringValue }] of attributes) expect(StringValue.trim()).not.toBe('');
        expect(attributes.length).toBeLessThanOrEqual(10);
        for (const id of [sent.MessageGroupId, sent.MessageDeduplicationId]) expect(id).toMatch(/^[\da-f]{64}$/);
      }, 50);
  });

  it('PagerDuty takes its events', () => {
    holds((one) => {
      for (const event of eventsOf(one, {})) {
        expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(512 * 1024);
        expect(event.dedup_key.length).toBeGreaterThan(0);
        expect(event.dedup_key.length).toBeLessThanOrEqual(255);
        if (event.event_action === 'resolve') continue;
        const { summary, source, severity } = event.payload as Record<string, string>;
        expect(summary?.length).toBeGreaterThan(0);
        expect(summary?.length).toBeLessThanOrEqual(1_024);
        expect(source?.length).toBeGreaterThan(0);
        expect(['critical', 'error', 'warning', 'info']).toContain(severity);
      }
    }, 40);
  });

  it('a webhook gets JSON of bounded size in an envelope of CloudEvents', () => {
    holds((one) => {
      const body = JSON.stringify(envelopeOf(one, 'sigwatch'));
      expect(Buffer.byteLength(body)).toBeLessThan(8 * 1024 * 1024);
      const { specversion, id, source, type, data } = JSON.parse(body);
      expect([specversion, source, type]).toEqual(['1.0', 'sigwatch', `dev.sigwatch.run.${one.transition}`]);
      expect(id).not.toBe('');
      expect(data.run_id).toBe(one.run_id);
    }, 50);
  });

  it('a mail has one line of subject, and no tag that is not ours', () => {
    holds((one) => {
      const { subject, html, text, messageId } = mailOf(one, { ...mail });
      expect(subject).not.toMatch(/[\r\n]/);
      expect(subject.length).toBeLessThanOrEqual(200);
      expect(messageId).toMatch(/^<notice\.[\da-f]{40}@example\.com>$/);
      const tags = new Set([...html.matchAll(/<\/?([^\s>]*)/g)].map(([, tag]) => tag));
      const ours = ['!doctype', 'html', 'body', 'div', 'h2', 'p', 'b', 'br', 'table', 'tr', 'td', 'pre', 'a'];
      expect([...tags].filter((tag) => !ours.includes(tag ?? ''))).toEqual([]);
      expect(Buffer.byteLength(html + text)).toBeLessThan(4 * 1024 * 1024);
    }, 50);
  });
});

describe('what is told twice by nobody', () => {
  const text = 'No step followed for 10 minutes.';
  const stalled = { ...notice, reason: text, root: { ...notice.root!, source: 'sigwatch', line: 0, text } };
  const shown = (one: typeof notice) => [
    JSON.stringify(messageOf(one).attachments),
    JSON.stringify(eventsOf(one, {})[0]?.payload)
      .replace(/.*custom_details/, '')
      .replace(/"reason":"[^"]*"/, ''),
    mailOf(one, mail).text.replace(`UTC\n${one.reason}`, ''),
  ];

  it('is a root that no log has, where it is the reason', () => {
    for (const part of shown(stalled)) expect(part).not.toContain(text);
    for (const part of shown({ ...stalled, reason: 'It stalled.' })) expect(part).toContain(text);
  });

  it('is a last line that is the root', () => {
    const same = { ...notice, last_line: notice.root!.text };
    for (const part of shown(same)) expect(part.split('CUDA out of memory')).toHaveLength(2);
  });

  it('is a remedy under the same words where nobody has to do anything yet', () => {
    const text = (one: typeof notice) => JSON.stringify(messageOf(one).blocks);
    expect(text(notice)).toContain('*Action required*');
    expect(text({ ...notice, transition: 'restarted' })).toContain('*If it fails again*');
  });
});

describe('many runs at once', () => {
  it('are listed in Slack as far as they have a place, and counted beyond', () => {
    const few = JSON.stringify(messageOf(digest(7)));
    for (const i of [0, 3, 6]) expect(few).toContain(`\`run-${i}\``);
    expect(few).toContain('4 failed');
    expect(few).toContain('3 timed out');
    const many = JSON.stringify(messageOf(digest(500)));
    const shown = new Set([...many.matchAll(/`run-(\d+)`/g)].map(([, i]) => Number(i)));
    const left = Number(/… and (\d+) more/.exec(many)?.[1]);
    expect(shown.size).toBeGreaterThan(50);
    expect(shown.size + left).toBe(500);
  });

  it('are an alert of PagerDuty each, by the name of their problem', () => {
    const events = eventsOf(digest(3), {});
    expect(events.map(({ dedup_key }) => dedup_key)).toEqual(['run-0/1/1', 'run-1/1/1', 'run-2/1/1']);
  });

  it('are one alert where they are very many, and what is over among them is resolved all the same', () => {
    const { runs = [], ...many } = digest(200);
    const over = runs.map((run, i) =>
      i < 5 ? { ...run, transition: 'recovered' as const, resolved: true as const } : run,
    );
    const [alert, ...more] = eventsOf({ ...many, runs: over }, {});
    expect(alert).toMatchObject({ event_action: 'trigger', dedup_key: 'digest/200' });
    expect(JSON.stringify(alert)).toContain('run-199: failed');
    expect(more).toEqual(runs.slice(0, 5).map(({ problem }) => ({ event_action: 'resolve', dedup_key: problem })));
  });
});

describe('what tells one sending from another', () => {
  it('says once that it is a reminder', () => {
    const again = { ...notice, title: `${notice.title} (reminder 2)`, reminder: 2 };
    expect(messageOf(again).text.match(/reminder/g)).toHaveLength(1);
    expect(mailOf(again, mail).subject.match(/reminder/g)).toHaveLength(1);
  });

  it('is the same for the same notice, and another for its reminders', () => {
    const again = { ...notice, reminder: 1 };
    const ids = (one: typeof notice) => [
      mailOf(one, mail).messageId,
      publicationOf(one, `${topic}.fifo`, 'text').MessageDeduplicationId,
      envelopeOf(one, 'a').id,
    ];
    expect(ids(structuredClone(notice))).toEqual(ids(notice));
    ids(again).forEach((id, i) => {
      expect(id).not.toBe(ids(notice)[i]);
    });
  });

  it('keeps the mails of a run together, and leaves PagerDuty with one alert for a problem', () => {
    const later = { ...notice, transition: 'restarted' as const, dedup_key: 'train-1/3/restarted' };
    expect(mailOf(later, mail).references).toBe(mailOf(notice, mail).references);
    expect(mailOf({ ...notice, run_id: 'train-2' }, mail).references).not.toBe(mailOf(notice, mail).references);
    expect(eventsOf(later, {})[0]?.dedup_key).toBe('train-1/2/1');
    expect(eventsOf({ ...later, resolved: true }, {})).toEqual([{ event_action: 'resolve', dedup_key: 'train-1/2/1' }]);
  });

  it('wakes nobody for good news of a run that had no problem', () => {
    const { problem: _, ...calm } = notice;
    expect(eventsOf({ ...calm, transition: 'succeeded' }, {})).toEqual([]);
    expect(eventsOf({ ...calm, transition: 'failed' }, {})).toHaveLength(1);
  });
});

/** Texts that Slack reads as mrkdwn. */
function textsOf(blocks: unknown): readonly string[] {
  if (Array.isArray(blocks)) return blocks.flatMap(textsOf);
  if (blocks === null || typeof blocks !== 'object') return [];
  const { type, text } = blocks as { type?: unknown; text?: unknown };
  if (type === 'mrkdwn') return [String(text)];
  return Object.values(blocks).flatMap(textsOf);
}

const fencedIn = (blocks: unknown): readonly string[] =>
  textsOf(blocks).flatMap((text) => {
    const at = text.indexOf('```\n');
    return at < 0 ? [] : [text.slice(at)];
  });
