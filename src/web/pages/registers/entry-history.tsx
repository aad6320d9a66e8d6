import { eventWord } from '../../../core/words.ts';
import type { RegisterShape, SealedEvent } from '../../api/answers.ts';
import { REGISTERS_TEXTS } from '../../texts/registers.ts';
import { useNames } from '../../ui/names.ts';
import { instantText } from '../../ui/when.ts';
import { WhoWhen } from '../../ui/who-when.tsx';
import { EntryValue } from './entry-value.tsx';

type Fields = { readonly [field: string]: unknown };

interface Step {
  readonly event: SealedEvent;
  readonly before: Fields;
  readonly changes: Fields;
}

interface Props {
  readonly shape: RegisterShape;
  readonly events: readonly SealedEvent[];
}

/** Who entered and changed what, the newest first. */
export function EntryHistory({ shape, events }: Props) {
  const names = useNames();
  return (
    <ol className="entry-history">
      {[...stepsOf(events)].reverse().map(({ event, before, changes }) => (
        <li key={event.seq}>
          <p>
            <WhoWhen event={event}>
              <b>{eventWord('record', event.type)}</b> {instantText(event.at)}
            </WhoWhen>{' '}
            <span className="dim">
              {[names.person(event.actor.person), names.post(event.actor.post, event.actor.organisation)]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </p>
          {typeof event.payload.reason === 'string' && (
            <p>
              <bdi>{REGISTERS_TEXTS.because(event.payload.reason)}</bdi>
            </p>
          )}
          <Changes shape={shape} before={before} changes={changes} />
        </li>
      ))}
    </ol>
  );
}

function Changes({ shape, before, changes }: Omit<Step, 'event'> & Pick<Props, 'shape'>) {
  const changed = shape.fields.filter(({ name }) => name in changes);
  if (changed.length === 0) return null;
  return (
    <ul>
      {changed.map((field) => (
        <li key={field.name}>
          <span className="dim">{field.label}</span>{' '}
          <del>
            <EntryValue field={field} value={before[field.name]} />
          </del>{' '}
          → <EntryValue field={field} value={changes[field.name]} />
        </li>
      ))}
    </ul>
  );
}

/** Each event with the fields as they stood before it. */
function stepsOf(events: readonly SealedEvent[]): readonly Step[] {
  let fields: Fields = {};
  return events.map((event) => {
    const before = fields;
    const changes = (event.payload.changes ?? {}) as Fields;
    fields = { ...((event.payload.fields as Fields | undefined) ?? before), ...changes };
    return { event, before, changes };
  });
}
