import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { RETURNS_TEXTS } from '../../texts/returns.ts';

/** What stands behind a figure. */
export interface Behind {
  readonly title: string;
  readonly count: number;
  readonly cases: readonly string[];
  readonly withheld: boolean;
}

/** The cases that a figure counts, each a link. */
export function CasesDialog({ behind, onClose }: { readonly behind: Behind; readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="return-cases" onClose={onClose} aria-label={behind.title}>
      <h2>{behind.title}</h2>
      <p className="dim">{behind.withheld ? RETURNS_TEXTS.withheld : RETURNS_TEXTS.figureTitle(behind.cases.length)}</p>
      <ul>
        {behind.cases.map((caseId) => (
          <li key={caseId}>
            <Link to={`/cases/${caseId}`}>{caseId}</Link>
          </li>
        ))}
      </ul>
      <button type="button" className="plain-button" onClick={() => dialog.current?.close()}>
        {RETURNS_TEXTS.close}
      </button>
    </dialog>
  );
}
