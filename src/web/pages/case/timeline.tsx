import { useEffect, useState } from 'react';
import type { CaseNotices, SealedEvent } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { Card } from './card.tsx';
import { useEventPlace } from './event-place.ts';
import { TimelineEntry } from './timeline-entry.tsx';
import './record.css';

/** So many entries are shown at first. */
const FIRST = 12;

interface TimelineProps {
  /** The entry that is to be seen, opened by whatever speaks of it. */
  readonly shown: { readonly seq: number } | undefined;
  /** Entries after this one have come while the page was open. */
  readonly known: number;
  readonly messages: CaseNotices['notices'];
  /** Everything, for paper. */
  readonly whole: boolean;
}

/** The record in words, the newest first; reminders are folded away. */
export function Timeline({ shown, known, messages, whole }: TimelineProps) {
  const { events } = useEventPlace();
  const [all, setAll] = useState(false);
  const [reminders, setReminders] = useState(false);
  const asked = shown === undefined ? undefined : events.find(({ seq }) => seq === shown.seq);
  const withReminders = reminders || whole || (asked !== undefined && isReminder(asked));
  const kept = events.filter((event) => withReminders || !isReminder(event)).toReversed();
  const folded = events.filter(isReminder).length;
  const needed = asked === undefined ? 0 : kept.indexOf(asked) + 1;
  const visible = all || whole ? kept : kept.slice(0, Math.max(FIRST, needed));
  useEffect(() => {
    if (shown === undefined) return;
    const entry = document.getElementById(`event-${shown.seq}`);
    entry?.scrollIntoView({ block: 'center' });
    entry?.focus({ preventScroll: true });
  }, [shown]);
  return (
    <Card
      title={CASE_TEXTS.timeline}
      id="timeline"
      more={<span className="dim">{CASE_TEXTS.timelineCount(events.length)}</span>}
    >
      {folded > 0 && !whole && (
        <label className="check">
          <input type="checkbox" checked={withReminders} onChange={({ target }) => setReminders(target.checked)} />{' '}
          {CASE_TEXTS.withReminders(folded)}
        </label>
      )}
      <ol className="entries" reversed>
        {visible.map((event) => (
          <TimelineEntry
            key={event.seq}
            event={event}
            fresh={event.seq > known}
            open={event.seq === shown?.seq || whole}
            messages={messages.filter(({ seq }) => seq === event.seq)}
          />
        ))}
      </ol>
      {visible.length < kept.length && (
        <button type="button" className="act-button" onClick={() => setAll(true)}>
          {CASE_TEXTS.showAll(kept.length)}
        </button>
      )}
    </Card>
  );
}

function isReminder({ type }: SealedEvent): boolean {
  return type === 'ReminderDue' || type === 'AskedAgain';
}
