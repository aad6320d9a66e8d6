import type { Allowed, CaseDetail, SealedEvent } from '../../api/answers.ts';
import { INTERVIEW_TEXTS } from '../../texts/interview.ts';
import { Deadline } from '../../ui/deadline.tsx';
import { Light, type Tone } from '../../ui/light.tsx';
import { useNames } from '../../ui/names.ts';
import { instantText } from '../../ui/when.ts';
import { WhoWhen } from '../../ui/who-when.tsx';
import { DemandRows } from './demand-rows.tsx';
import { StepFacts } from './step-facts.tsx';
import { StepTerms } from './step-terms.tsx';
import type { Standing, Step } from './steps.ts';

const TONES: { readonly [At in Standing]: Tone } = {
  done: 'green',
  now: 'amber',
  later: 'grey',
  failed: 'red',
  missed: 'red',
  none: 'grey',
};

interface StepCardProps {
  readonly nth: number;
  readonly step: Step;
  readonly detail: CaseDetail;
  readonly events: readonly SealedEvent[];
  readonly allowed: Allowed | undefined;
  readonly onAct: (command: string) => void;
}

/** One step: where it stands and by when, what is known of it, what can be done. */
export function StepCard({ nth, step, detail, events, allowed, onAct }: StepCardProps) {
  const { name, standing, event, rule } = step;
  const names = useNames();
  const clock = [...detail.clocks, ...detail.overdueDuties].find((one) => one.rule === rule && one.does === 'lapse');
  const { actor } = event ?? {};
  return (
    <li className={`card interview-step ${standing}`} aria-current={standing === 'now' ? 'step' : undefined}>
      <header>
        <h2>
          {nth} {INTERVIEW_TEXTS.steps[name]}
        </h2>
        <Light tone={TONES[standing]} word={INTERVIEW_TEXTS.standing[standing]} />
        {event !== undefined && actor !== undefined && (
          <WhoWhen event={event}>
            <span className="dim">
              {instantText(event.at)} {names.person(actor.person) || names.post(actor.post, actor.organisation)}
            </span>
          </WhoWhen>
        )}
        {clock !== undefined && (
          <Deadline
            label={clock.label}
            dueAt={clock.dueAt}
            lastDay={clock.lastDay}
            unit={clock.unit}
            caseId={detail.caseId}
            clock={clock.id}
          />
        )}
      </header>
      {(standing === 'now' || standing === 'later') && <p className="dim">{INTERVIEW_TEXTS.how[name]}</p>}
      {standing === 'now' && (name === 'notice' || name === 'attendance') && <StepTerms detail={detail} />}
      <StepFacts step={step} detail={detail} events={events} />
      {name === 'demands' && event !== undefined && <DemandRows event={event} events={events} />}
      {(standing === 'failed' || standing === 'missed') && <p>{INTERVIEW_TEXTS.failed}</p>}
      <StepActs step={step} allowed={allowed} onAct={onAct} />
    </li>
  );
}

/** My acts as buttons; where it is for others, who they are. */
function StepActs({
  step: { name, commands, standing },
  allowed,
  onAct,
}: Pick<StepCardProps, 'step' | 'allowed' | 'onAct'>) {
  const names = useNames();
  // The notice that has gone out still waits for its receipt.
  if (standing !== 'now' && !(name === 'notice' && standing === 'done')) return null;
  const mine = allowed?.mine.filter(({ type }) => commands.includes(type)) ?? [];
  const others = allowed?.others.filter(({ type }) => commands.includes(type)) ?? [];
  return (
    <>
      <div className="interview-acts">
        {mine
          .toSorted((a, b) => commands.indexOf(a.type) - commands.indexOf(b.type))
          .map(({ type, label }, nth) => (
            <button
              key={type}
              type="button"
              className={nth === 0 && standing === 'now' ? 'act-button main' : 'act-button'}
              onClick={() => onAct(type)}
            >
              {label}
            </button>
          ))}
      </div>
      {others.map(({ type, label, by }) => (
        <p key={type} className="dim">
          {INTERVIEW_TEXTS.by(label, by.map((post) => names.post(post)).join('、'))}
        </p>
      ))}
    </>
  );
}
