import { lazy, Suspense, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Allowed, CaseDetail, CaseNotices, SealedEvent } from '../../api/answers.ts';
import { INTERVIEW_TEXTS } from '../../texts/interview.ts';
import { useNames } from '../../ui/names.ts';
import { Page } from '../../ui/page.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { EmptyState, Remark } from '../../ui/states.tsx';
import { StepCard } from './step-card.tsx';
import { eventsOfInterview, hasInterview, stepsOf } from './steps.ts';

const ActDrawer = lazy(async () => ({ default: (await import('../../form/act-drawer.tsx')).ActDrawer }));

/** Papers that belong to an interview. */
const PAPERS = /^interview/;

interface InterviewViewProps {
  readonly detail: CaseDetail;
  readonly allowed: Allowed | undefined;
  readonly events: readonly SealedEvent[];
  readonly notices: CaseNotices | undefined;
}

/** The steps one below the other: what is done with its facts, what is to be done now with its act, what is still to come. */
export function InterviewView({ detail, allowed, events, notices }: InterviewViewProps) {
  const { caseId, title, sentence, facts } = detail;
  const names = useNames();
  const navigate = useNavigate();
  const [acting, setActing] = useState<string>();
  const [done, setDone] = useState('');
  const mayBeNamed = takesPresence(detail);
  const { organisation } = (facts.subject ?? {}) as { readonly organisation?: string };
  const labelOf = (type: string) => allowed?.mine.find((one) => one.type === type)?.label ?? '';
  return (
    <Page
      title={INTERVIEW_TEXTS.title(names.organisation(organisation))}
      sentence={
        <>
          {sentence !== undefined && <Sentence text={sentence.text} tone={sentence.light} />}
          <p className="dim interview-marks">
            <span>
              {INTERVIEW_TEXTS.matter} <Link to={`/cases/${caseId}`}>{caseId}</Link> {title}
            </span>
            <Link to="/boards/interview">{INTERVIEW_TEXTS.board}</Link>
          </p>
        </>
      }
      side={<Papers notices={notices} />}
    >
      {done !== '' && <Remark>{done}</Remark>}
      {hasInterview(detail, mayBeNamed) ? (
        <ol className="interview-steps" aria-label={INTERVIEW_TEXTS.flow}>
          {stepsOf(detail, eventsOfInterview(events), mayBeNamed).map((step, nth) => (
            <StepCard
              key={step.name}
              nth={nth + 1}
              step={step}
              detail={detail}
              events={eventsOfInterview(events)}
              allowed={allowed}
              onAct={setActing}
            />
          ))}
        </ol>
      ) : (
        <EmptyState
          title={INTERVIEW_TEXTS.notYet}
          how={INTERVIEW_TEXTS.notYetHow}
          act={{ label: INTERVIEW_TEXTS.openMatter, run: () => void navigate(`/cases/${caseId}`) }}
        />
      )}
      <Suspense fallback={null}>
        {acting !== undefined && (
          <ActDrawer
            caseId={caseId}
            caseKind="matter"
            title={title}
            command={acting}
            onClose={() => setActing(undefined)}
            onDone={() => setDone(INTERVIEW_TEXTS.done(labelOf(acting)))}
          />
        )}
      </Suspense>
    </Page>
  );
}

/** Whether the paper that waits for its signature is the invitation to an interview. */
function takesPresence({ facts, regions }: CaseDetail): boolean {
  const { rungs = [] } = facts as {
    readonly rungs?: readonly { readonly notice: string; readonly signedAt?: string }[];
  };
  const open = rungs.at(-1);
  return regions.paper === 'unsigned' && open !== undefined && PAPERS.test(open.notice);
}

function Papers({ notices }: { readonly notices: CaseNotices | undefined }) {
  const papers = notices?.papers.filter(({ notice }) => PAPERS.test(notice)) ?? [];
  const owed = notices?.owed.filter(({ notice }) => PAPERS.test(notice)) ?? [];
  if (papers.length + owed.length === 0) return null;
  return (
    <section className="card" aria-labelledby="interview-papers">
      <h2 id="interview-papers">{INTERVIEW_TEXTS.papers}</h2>
      <ul className="interview-papers">
        {papers.map(({ caseId, title, stageLabel, reference }) => (
          <li key={caseId}>
            <Link to={`/notices/${caseId}`}>{title}</Link>{' '}
            <span className="dim">{[stageLabel, reference].join(' ')}</span>
          </li>
        ))}
        {owed.map(({ seq, nth, title }) => (
          <li key={`${seq} ${nth}`}>
            {title} <span className="dim">{INTERVIEW_TEXTS.owed}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
