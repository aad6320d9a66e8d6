import { useState } from 'react';
import { eventWord, flagWord } from '../../../core/words.ts';
import type { CaseNotices, SealedEvent } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { WHO_TEXTS } from '../../texts/deadline.ts';
import { Light } from '../../ui/light.tsx';
import { useNames } from '../../ui/names.ts';
import { dayText, endText } from '../../ui/when.ts';
import { WhoWhen } from '../../ui/who-when.tsx';
import { VerdictLight } from './clocks-card.tsx';
import { EventFacts, factRowsOf } from './event-facts.tsx';
import { useEventPlace } from './event-place.ts';
import { MessageLine } from './message-line.tsx';

/** An entry that was made so much later than it happened was made afterwards (ms). */
const LATE_MS = 60_000;
/** What a lapse or a reminder is about stands in its title. */
const NAMED = new Set([
  'DeadlineLapsed',
  'ReminderDue',
  'AskedAgain',
  'SignatureOverdue',
  'AnswerOverdue',
  'ReviewOverdue',
]);

interface TimelineEntryProps {
  readonly event: SealedEvent;
  readonly fresh: boolean;
  readonly open: boolean;
  readonly messages: CaseNotices['notices'];
}

/** One fact: what, who, when; opened, what was said and what followed from it. */
export function TimelineEntry({ event, fresh, open, messages }: TimelineEntryProps) {
  const { labels, fields } = useEventPlace();
  const names = useNames();
  const [opened, setOpened] = useState(false);
  const { kind, seq, type, at, recordedAt, actor, payload, verdicts = [], flags = [] } = event;
  const duty = String(payload.duty ?? '');
  const about = NAMED.has(type) ? labels[duty] : rungOf(payload, labels);
  const consequences = consequencesOf(event, labels);
  const hasMore = consequences.length + messages.length + factRowsOf(event, fields).length > 0;
  const late = Date.parse(recordedAt) - Date.parse(at) > LATE_MS;
  const who =
    actor.post === 'engine'
      ? WHO_TEXTS.system
      : `${names.post(actor.post, actor.organisation)} ${names.person(actor.person)}`;
  return (
    <li id={`event-${seq}`} tabIndex={-1} value={seq} className={`${toneOf(event)}${fresh ? ' fresh' : ''}`}>
      <time dateTime={at}>
        {dayText(at.slice(0, 10))} {at.slice(11, 16)}
      </time>
      <div className="what">
        <WhoWhen event={event}>
          <b>
            {eventWord(kind, type)}
            {about === undefined ? '' : `：${about}`}
          </b>
        </WhoWhen>{' '}
        <span className="dim">{who.trim()}</span>
        {late && actor.post !== 'engine' && <Light tone="grey" word={WHO_TEXTS.late} />}
        {verdicts
          .filter(({ result }) => result !== 'met')
          .map((verdict) => (
            <span key={verdict.duty} className="verdict">
              {labels[verdict.duty] ?? ''} <VerdictLight verdict={verdict} />
            </span>
          ))}
        {flags.map((code) => (
          <Light key={code} tone="amber" word={CASE_TEXTS.flagRaised(flagWord(code))} />
        ))}
        <Summary event={event} />
        {hasMore ? (
          <details open={open || opened} onToggle={({ currentTarget }) => setOpened(currentTarget.open)}>
            <summary>
              {CASE_TEXTS.contents} <span className="dim">{CASE_TEXTS.nth(seq)}</span>
            </summary>
            <EventFacts event={event} />
            <ul className="plain-list">
              {consequences.map((line) => (
                <li key={line}>{line}</li>
              ))}
              {messages.map((message) => (
                <MessageLine key={message.id} message={message} />
              ))}
            </ul>
          </details>
        ) : (
          <small className="dim">{CASE_TEXTS.nth(seq)}</small>
        )}
      </div>
    </li>
  );
}

/** The rung that an event of a matter is about: `A3` is what its ladder calls it. */
function rungOf(
  { ladder, rung }: SealedEvent['payload'],
  labels: { readonly [id: string]: string },
): string | undefined {
  if (typeof rung !== 'number') return undefined;
  const named = Object.keys(labels).find((id) => /^[A-Z]\d+$/.test(id))?.[0];
  const label = labels[`${typeof ladder === 'string' ? ladder : named}${rung}`];
  return label === undefined ? CASE_TEXTS.rung(rung) : `${CASE_TEXTS.rung(rung)} ${label}`;
}

function toneOf({ type, actor }: SealedEvent): string {
  if (type === 'DeadlineLapsed' || /Overdue$/.test(type)) return 'lapse';
  return actor.post === 'engine' ? 'engine' : 'act';
}

/** What was said in a few words, so that nobody must open an entry to follow the story. */
const SAYING = [
  'what',
  'number',
  'goals',
  'legalBasis',
  'done',
  'conclusion',
  'decision',
  'issue',
  'reason',
  'answer',
  'text',
  'result',
  'seen',
  'measures',
  'into',
  'medium',
];
const MOST = 60;

function Summary({ event: { payload } }: { readonly event: SealedEvent }) {
  const said = SAYING.map((name) => payload[name]).find(
    (value) => typeof value === 'string' && /[^\x20-\x7e]/.test(value),
  );
  if (typeof payload.percent === 'number') return <p className="said">{CASE_TEXTS.percent(payload.percent)}</p>;
  if (typeof said !== 'string') return null;
  return <p className="said">{said.length > MOST ? `${said.slice(0, MOST)}……` : said}</p>;
}

/** What followed from an event, one line each: deadlines that began, what was made public, other cases that were told. */
function consequencesOf(
  { clocks, effects }: SealedEvent,
  labels: { readonly [id: string]: string },
): readonly string[] {
  const set = clocks.set.filter(({ id }) => !/\/reminder$/.test(id) && labels[id] !== undefined);
  const published = effects.filter((one) => one.do === 'publish');
  return [
    ...set.map((clock) => CASE_TEXTS.setClock(labels[clock.id] ?? '', endText(asEnding(clock)))),
    ...published.map((one) => CASE_TEXTS.published(String(one.medium ?? ''))),
    ...(effects.some((one) => one.do === 'send') ? [CASE_TEXTS.toldCase] : []),
  ];
}

function asEnding(clock: SealedEvent['clocks']['set'][number]) {
  return { dueAt: clock.dueAt, ...(typeof clock.lastDay === 'string' ? { lastDay: clock.lastDay } : {}) };
}
