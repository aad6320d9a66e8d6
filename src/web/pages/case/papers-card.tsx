import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { CaseKindName, CaseNotices } from '../../api/answers.ts';
import { write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import { isStreet } from '../../app/who.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { Remark } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';
import { Card } from './card.tsx';
import { MessageLine } from './message-line.tsx';

/** Kinds that usually send papers: that there is none yet is worth saying. */
const ISSUING = new Set<CaseKindName>(['hazard', 'matter', 'tipoff', 'accident', 'roster']);
/** So many messages are shown at once. */
const FIRST = 5;

interface PapersCardProps {
  readonly caseId: string;
  readonly kind: CaseKindName;
  readonly notices: CaseNotices;
}

/** Papers of a case, papers still to be drafted, and every message with whether it arrived. */
export function PapersCard({ caseId, kind, notices: { papers, owed, notices } }: PapersCardProps) {
  const newest = notices.toReversed();
  return (
    <>
      {(papers.length + owed.length > 0 || ISSUING.has(kind)) && (
        <Card title={CASE_TEXTS.papers} id="papers">
          {papers.length + owed.length === 0 && <p className="dim">{CASE_TEXTS.papersNone}</p>}
          <ul className="plain-list">
            {papers.map((paper) => (
              <li key={paper.caseId}>
                <Link to={`/notices/${paper.caseId}`}>{paper.title}</Link> <b>{paper.stageLabel}</b>
                <span className="dim">
                  {' '}
                  {paper.reference ?? ''} {paper.issuedAt === undefined ? '' : instantText(paper.issuedAt)}
                  {paper.missing.length > 0 && CASE_TEXTS.missing(paper.missing.map(({ label }) => label).join('、'))}
                </span>
              </li>
            ))}
            {owed.map((one) => (
              <Owed key={`${one.seq} ${one.nth}`} caseId={caseId} owed={one} />
            ))}
          </ul>
        </Card>
      )}
      <Card title={CASE_TEXTS.messages} id="messages">
        {newest.length === 0 && <p className="dim">{CASE_TEXTS.messagesNone}</p>}
        <ul className="plain-list">
          {newest.slice(0, FIRST).map((message) => (
            <MessageLine key={message.id} message={message} />
          ))}
        </ul>
        {newest.length > FIRST && (
          <details>
            <summary>{CASE_TEXTS.messagesMore(newest.length)}</summary>
            <ul className="plain-list">
              {newest.slice(FIRST).map((message) => (
                <MessageLine key={message.id} message={message} />
              ))}
            </ul>
          </details>
        )}
      </Card>
    </>
  );
}

/** A paper that the case owes and nobody has drafted: the system will, or somebody of the street does at once. */
function Owed({ caseId, owed }: { readonly caseId: string; readonly owed: CaseNotices['owed'][number] }) {
  const queries = useQueryClient();
  const session = useSession();
  const { seq, nth, title } = owed;
  const drafting = useMutation({
    mutationFn: () => write('POST', `/cases/${caseId}/notices`, { seq, nth }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.case(caseId) }),
  });
  return (
    <li>
      {title} <span className="dim">{CASE_TEXTS.papersOwed}</span>{' '}
      {isStreet(session) && (
        <button type="button" className="link-button" disabled={drafting.isPending} onClick={() => drafting.mutate()}>
          {CASE_TEXTS.draft}
        </button>
      )}
      {drafting.isError && <Remark tone="warn">{CASE_TEXTS.failed(problemOf(drafting.error).body.detail)}</Remark>}
    </li>
  );
}
