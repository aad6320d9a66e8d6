import type { CaseDetail, SealedEvent } from '../../api/answers.ts';
import { INTERVIEW_TEXTS } from '../../texts/interview.ts';
import { Light } from '../../ui/light.tsx';
import { type Names, useNames } from '../../ui/names.ts';
import { dayText, instantText } from '../../ui/when.ts';
import type { Step, StepName } from './steps.ts';

type FactName =
  | 'place'
  | 'host'
  | 'person'
  | 'reasons'
  | 'materials'
  | 'recorder'
  | 'attendees'
  | 'statement'
  | 'signedBy'
  | 'returnedAt'
  | 'report'
  | 'reason';

/** What each step has to say, and whether it should have been said. */
const FACTS: { readonly [Name in StepName]: readonly FactName[] } = {
  notice: ['place', 'host', 'person', 'reasons', 'materials'],
  attendance: ['person', 'host', 'recorder', 'attendees', 'statement', 'reason'],
  minutes: ['signedBy', 'returnedAt'],
  demands: [],
  report: ['report'],
  check: ['reason'],
};
/** What the notice must say before it is served, and who signed the minutes. */
const NEEDED: { readonly [Name in StepName]?: ReadonlySet<FactName> } = {
  notice: new Set(['place', 'host', 'reasons', 'materials']),
  minutes: new Set(['signedBy']),
};

interface StepFactsProps {
  readonly step: Step;
  readonly detail: CaseDetail;
  readonly events: readonly SealedEvent[];
}

/** The facts of a step as its entry says them; the notice also by when, and every time it was put off. */
export function StepFacts({ step: { name, event }, detail, events }: StepFactsProps) {
  const names = useNames();
  if (event === undefined) return null;
  const rows = FACTS[name].flatMap((fact) => {
    const words = wordsOf(event.payload[fact], names);
    return words !== '' || NEEDED[name]?.has(fact) ? [{ fact, words }] : [];
  });
  return (
    <dl className="interview-facts">
      {name === 'notice' && <When detail={detail} events={events} />}
      {name === 'notice' && <Receipt events={events} />}
      {name === 'attendance' && typeof event.payload.attended === 'string' && (
        <div>
          <dt>{INTERVIEW_TEXTS.steps.attendance}</dt>
          <dd>{INTERVIEW_TEXTS.attended[event.payload.attended] ?? event.payload.attended}</dd>
        </div>
      )}
      {rows.map(({ fact, words }) => (
        <div key={fact}>
          <dt>{INTERVIEW_TEXTS[fact]}</dt>
          <dd>{words === '' ? <Light tone="amber" word={INTERVIEW_TEXTS.notFilled} /> : words}</dd>
        </div>
      ))}
    </dl>
  );
}

function When({ detail: { facts }, events }: Pick<StepFactsProps, 'detail' | 'events'>) {
  const { interviewAt, interviewFirstAt } = facts as {
    readonly interviewAt?: string;
    readonly interviewFirstAt?: string;
  };
  const postponed = events.filter(({ type }) => type === 'InterviewPostponed');
  if (interviewAt === undefined) return null;
  return (
    <div>
      <dt>{INTERVIEW_TEXTS.at}</dt>
      <dd>
        <b>{momentText(interviewAt)}</b>
        {interviewFirstAt !== undefined && interviewFirstAt !== interviewAt && (
          <span className="dim"> {INTERVIEW_TEXTS.firstAt(momentText(interviewFirstAt))}</span>
        )}
        {postponed.map(({ seq, at, payload }) => (
          <div key={seq}>
            {INTERVIEW_TEXTS.postponed(instantText(at), momentText(String(payload.interviewAt)))}
            <span className="dim"> {String(payload.reason ?? '')}</span>
          </div>
        ))}
      </dd>
    </div>
  );
}

/** Whether the invitation has reached whom it is for. */
function Receipt({ events }: Pick<StepFactsProps, 'events'>) {
  const received = events.findLast(({ type }) => type === 'NoticeReceived');
  return (
    <div>
      <dt>{INTERVIEW_TEXTS.receipt}</dt>
      <dd>
        {received === undefined ? (
          <Light tone="grey" word={INTERVIEW_TEXTS.notReceived} />
        ) : (
          <Light tone="green" word={instantText(received.at)} />
        )}
      </dd>
    </div>
  );
}

function momentText(at: string): string {
  return `${dayText(at.slice(0, 10))} ${at.slice(11, 16)}`;
}

function wordsOf(value: unknown, names: Names): string {
  if (Array.isArray(value)) return value.map((one) => wordsOf(one, names)).join('、');
  if (typeof value !== 'string') return '';
  if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return momentText(value);
  return names.person(value);
}
