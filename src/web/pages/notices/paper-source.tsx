import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { eventWord } from '../../../core/words.ts';
import type { EventList, Paper } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { NOTICES_TEXTS } from '../../texts/notices.ts';
import { type Names, useNames } from '../../ui/names.ts';
import { Skeleton } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';
import { WhoWhen } from '../../ui/who-when.tsx';

type From = NonNullable<Paper['values'][number]['from']>;

interface Place {
  readonly caseId: string;
  readonly seq: number;
}

interface PaperSourceProps {
  readonly from: From;
  readonly open: boolean;
  readonly ruleLabel: (rule: string) => string;
}

/** Where a value comes from: an entry of a record, a register, a rule, the template, or a person; opened, the entry itself. */
export function PaperSource({ from, open, ruleLabel }: PaperSourceProps) {
  const names = useNames();
  const places = placesOf(from);
  if (places.length === 0) return <span className="from dim">{sourceWords(from, names, ruleLabel)}</span>;
  return (
    <span className="from">
      {places.map((place) => (
        <span key={`${place.caseId} ${place.seq}`}>
          <Link to={`/cases/${place.caseId}#event-${place.seq}`}>{NOTICES_TEXTS.event(place.caseId, place.seq)}</Link>
          {open && <Entry {...place} />}
        </span>
      ))}
    </span>
  );
}

/** What the entry says, and who made it when. */
function Entry({ caseId, seq }: Place) {
  const { data, isPending } = useQuery({
    queryKey: keys.events(caseId),
    queryFn: ({ signal }) => get<EventList>(`/cases/${caseId}/events`, {}, signal),
  });
  if (isPending) return <Skeleton rows={1} height={24} />;
  const event = data?.events.find((one) => one.seq === seq);
  if (event === undefined) return null;
  return (
    <span className="entry">
      <WhoWhen event={event}>
        {eventWord(event.kind, event.type)} {instantText(event.at)}
      </WhoWhen>
    </span>
  );
}

function placesOf({ caseId, seq, also }: From): readonly Place[] {
  const more = Array.isArray(also) ? (also as readonly Place[]) : [];
  return typeof caseId === 'string' && typeof seq === 'number' ? [{ caseId, seq }, ...more] : more;
}

function sourceWords(
  { register, rule, template, post, person }: From,
  names: Names,
  ruleLabel: (rule: string) => string,
): string {
  if (typeof register === 'string') return NOTICES_TEXTS.registers[register] ?? register;
  if (typeof rule === 'string') return NOTICES_TEXTS.rule(ruleLabel(rule));
  if (typeof template === 'string') return NOTICES_TEXTS.template;
  const who = [
    typeof person === 'string' ? names.person(person) : '',
    typeof post === 'string' ? names.post(post) : '',
  ].filter(Boolean);
  return who.length === 0
    ? NOTICES_TEXTS.givenBySomebody
    : NOTICES_TEXTS.given(`${who.join('（')}${who.length > 1 ? '）' : ''}`);
}
