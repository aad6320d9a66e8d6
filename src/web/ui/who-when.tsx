import type { ReactNode } from 'react';
import type { SealedEvent } from '../api/answers.ts';
import { WHO_TEXTS } from '../texts/deadline.ts';
import { useNames } from './names.ts';
import { instantText } from './when.ts';
import './who-when.css';

type Recorded = Pick<SealedEvent, 'actor' | 'at' | 'recordedAt'>;

/** An event entered so much later than it happened is shown as entered late (ms). */
const LATE_MS = 60_000;

interface WhoWhenProps {
  readonly event: Recorded;
  readonly children: ReactNode;
  /** What else can be done about it, at the end of the note. */
  readonly more?: ReactNode;
}

/** Who did this, on whose behalf, when, entered when: one hover, tap or focus away from whatever it wraps. */
export function WhoWhen({ event, children, more }: WhoWhenProps) {
  const { actor, at, recordedAt } = event;
  const names = useNames();
  const who =
    actor.post === 'engine'
      ? WHO_TEXTS.system
      : [names.person(actor.person), names.post(actor.post, actor.organisation)].filter(Boolean).join(' · ');
  const enteredLate = Date.parse(recordedAt) - Date.parse(at) > LATE_MS;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what a hover shows the keyboard must show too
    <span className="who-when" tabIndex={0}>
      {children}
      <span className="note" role="note">
        <span>{who}</span>
        {actor.onBehalfOf !== undefined && <span>{WHO_TEXTS.onBehalf(behalf(actor.onBehalfOf, names.post))}</span>}
        <span>{WHO_TEXTS.at(instantText(at))}</span>
        <span>
          {WHO_TEXTS.recorded(instantText(recordedAt))}
          {enteredLate ? `（${WHO_TEXTS.late}）` : ''}
        </span>
        {more}
      </span>
    </span>
  );
}

/** `village.head@V1 云街〔2026〕8号`: the post in words, and the order as it is. */
function behalf(text: string, post: (key: string) => string): string {
  const [key = '', ...order] = text.split(' ');
  return [post(key), ...order].join(' ');
}
