import { eventWord } from '../../../core/words.ts';
import type { CaseDetail, SealedEvent } from '../../api/answers.ts';
import { instantText } from '../../ui/when.ts';
import { Card } from './card.tsx';
import { type RegionPath, stateLabel } from './chart-marks.ts';
import { EventFacts } from './event-facts.tsx';
import { useEventPlace } from './event-place.ts';
import { Sourced } from './sourced.tsx';

/** Events that belong to a region also where they do not move it. */
const BELONGS: { readonly [region: string]: RegExp } = {
  supervision: /^(Supervision|Lift|LeaderAssigned|ReworkDemanded)/,
  consultation: /^(Consultation|MinutesFiled)/,
  control: /^(Control|ProductionStopped|Stop|Restart|DistrictCalled)/,
  transfer: /^Transfer/,
  extension: /^Extension/,
  plan: /^(PlanFiled|ProgressReported)/,
  pause: /^(Case(Paused|Resumed)|Duty(Paused|Resumed))/,
  interview: /^Interview/,
};

interface RegionsCardProps {
  readonly detail: CaseDetail;
  readonly places: readonly RegionPath[];
}

/** What has happened beside the main line: supervision, consultation, control, transfer …, each with its facts in order. */
export function RegionCards({ detail, places }: RegionsCardProps) {
  const { events } = useEventPlace();
  const cards = places.flatMap((place) => {
    const { region } = place.region;
    const moved = new Set(place.taken.map(({ seq }) => seq));
    const belonging = events.filter((one) => moved.has(one.seq) || BELONGS[region]?.test(one.type));
    return region === 'main' || belonging.length === 0
      ? []
      : [<RegionCard key={region} detail={detail} place={place} events={belonging} />];
  });
  return <div className="region-cards">{cards}</div>;
}

function RegionCard({
  detail,
  place,
  events,
}: {
  readonly detail: CaseDetail;
  readonly place: RegionPath;
  readonly events: readonly SealedEvent[];
}) {
  return (
    <Card title={place.region.label} id={`region-${place.region.region}`} more={<b>{stateLabel(place, place.now)}</b>}>
      <ol className="region-events">
        {events.map((event) => (
          <li key={event.seq}>
            <Sourced event={event}>
              <b>{eventWord(detail.kind, event.type)}</b> <span className="dim">{instantText(event.at)}</span>
            </Sourced>
            {/* What a case began with stands among its facts. */}
            {event.seq > 1 && <EventFacts event={event} />}
          </li>
        ))}
      </ol>
    </Card>
  );
}
