import { useState } from 'react';
import { Link } from 'react-router';
import type { CaseDetail } from '../../api/answers.ts';
import { API, download } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import { isAdmin, isAuditor, isStreet } from '../../app/who.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { Remark } from '../../ui/states.tsx';
import { Card } from './card.tsx';

interface ToolsCardProps {
  readonly detail: CaseDetail;
  readonly onWhy: () => void;
  readonly onPrint: () => void;
}

/** What else can be had of a case: replay, why, sheets, the auditor's package, paper. */
export function ToolsCard({ detail: { caseId, kind, regions }, onWhy, onPrint }: ToolsCardProps) {
  const session = useSession();
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const street = isStreet(session) || isAuditor(session);
  const pack = async () => {
    setBusy(true);
    setFailed('');
    await download('/export', { case: caseId }, CASE_TEXTS.packageName(caseId)).catch((error: unknown) =>
      setFailed(problemOf(error).body.detail),
    );
    setBusy(false);
  };
  const files = kind === 'notice' ? PAPER_FILES : street && TRACED.has(kind) ? SHEET_FILES : [];
  return (
    <Card title={CASE_TEXTS.tools} id="tools">
      <ul className="plain-list">
        <li>
          <Link to={`/replay/${caseId}`}>{CASE_TEXTS.replay}</Link>
        </li>
        <li>
          <button type="button" className="link-button" onClick={onWhy}>
            {CASE_TEXTS.why}
          </button>
        </li>
        {kind === 'matter' && regions.interview !== 'none' && (
          <li>
            <Link to={`/interviews/${caseId}`}>{CASE_TEXTS.interview}</Link>
          </li>
        )}
        {kind === 'notice' && (
          <li>
            <Link to={`/notices/${caseId}`}>{CASE_TEXTS.paperPage}</Link>
          </li>
        )}
        {files.map(({ path, label }) => (
          <li key={label}>
            <a href={`${API}${path(caseId)}`} download>
              {label}
            </a>
          </li>
        ))}
        {(isAuditor(session) || isAdmin(session)) && (
          <li>
            <button type="button" className="link-button" disabled={busy} onClick={() => void pack()}>
              {CASE_TEXTS.package}
            </button>
          </li>
        )}
        <li>
          <button type="button" className="link-button" onClick={onPrint}>
            {CASE_TEXTS.print}
          </button>
        </li>
      </ul>
      {failed !== '' && <Remark tone="warn">{CASE_TEXTS.failed(failed)}</Remark>}
    </Card>
  );
}

/** Kinds in which somebody may have been late: what was done by whom is traced back in a fact sheet. */
const TRACED = new Set<CaseDetail['kind']>(['hazard', 'matter', 'tipoff', 'duty', 'accident']);
const SHEET_FILES = [
  { path: (caseId: string) => `/cases/${caseId}/fact-sheet.pdf`, label: CASE_TEXTS.sheetPdf },
  { path: (caseId: string) => `/cases/${caseId}/fact-sheet.docx`, label: CASE_TEXTS.sheetDocx },
];
const PAPER_FILES = [
  { path: (caseId: string) => `/notices/${caseId}/file.pdf`, label: CASE_TEXTS.paperPdf },
  { path: (caseId: string) => `/notices/${caseId}/file.docx`, label: CASE_TEXTS.paperDocx },
];
