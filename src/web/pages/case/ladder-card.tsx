import type { CaseDetail } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { Light } from '../../ui/light.tsx';
import { Remark } from '../../ui/states.tsx';
import { dayText, instantText } from '../../ui/when.ts';
import { Card } from './card.tsx';
import { useEventPlace } from './event-place.ts';

interface Rung {
  readonly rung: number;
  readonly dueAt: string;
  readonly signedAt?: string;
  readonly receivedAt?: string;
  readonly skipped?: true;
}
interface Cause {
  readonly rule: string;
  readonly label: string;
  readonly dueAt: string;
  readonly lastDay: string;
  readonly event?: true;
}
interface Demand {
  readonly demand: string;
  readonly owner: string;
  readonly due: string;
}
interface MatterFacts {
  readonly ladder?: string;
  readonly ladderPaused?: boolean;
  readonly rungs?: readonly Rung[];
  readonly causes?: readonly Cause[];
  readonly demands?: readonly Demand[];
}

/** How far a matter has come up its ladder, for which causes, and what was demanded in its interview. */
export function LadderCard({ detail }: { readonly detail: CaseDetail }) {
  const { events, labels } = useEventPlace();
  const needsSigning = (rung: number) =>
    events.findLast(({ type, payload }) => type === 'RungDue' && payload.rung === rung)?.payload.signature !== 'none';
  const { ladder = '', ladderPaused = false, rungs = [], causes = [], demands = [] } = detail.facts as MatterFacts;
  return (
    <>
      <Card title={CASE_TEXTS.causes} id="causes">
        <ul className="plain-list">
          {causes.map(({ rule, label, lastDay, event }) => (
            <li key={`${rule} ${lastDay}`}>
              {event ? CASE_TEXTS.causeEvent(label, dayText(lastDay)) : CASE_TEXTS.cause(label, dayText(lastDay))}
            </li>
          ))}
        </ul>
      </Card>
      <Card title={CASE_TEXTS.ladder} id="ladder">
        {ladderPaused && <Remark>{CASE_TEXTS.ladderPaused}</Remark>}
        {rungs.length === 0 && <p className="dim">{CASE_TEXTS.ladderNone}</p>}
        <ol className="rungs">
          {rungs.map(({ rung, dueAt, signedAt, receivedAt, skipped }) => (
            <li key={`${rung} ${dueAt}`}>
              <b>
                {CASE_TEXTS.rung(rung)} {labels[`${ladder}${rung}`] ?? ''}
              </b>{' '}
              {skipped && <Light tone="grey" word={CASE_TEXTS.rungSkipped} />}
              <span className="dim"> {CASE_TEXTS.rungDue(instantText(dueAt))}</span>{' '}
              {!skipped &&
                (signedAt === undefined ? (
                  <Light tone="grey" word={needsSigning(rung) ? CASE_TEXTS.rungUnsigned : CASE_TEXTS.rungIssued} />
                ) : (
                  <Light tone="green" word={CASE_TEXTS.rungSigned(instantText(signedAt))} />
                ))}{' '}
              {receivedAt !== undefined && (
                <Light tone="green" word={CASE_TEXTS.rungReceived(instantText(receivedAt))} />
              )}
            </li>
          ))}
        </ol>
      </Card>
      {demands.length > 0 && (
        <Card title={CASE_TEXTS.demands} id="demands">
          <ul className="plain-list">
            {demands.map(({ demand, owner, due }) => (
              <li key={demand}>{CASE_TEXTS.demand(demand, owner, dayText(due))}</li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}
