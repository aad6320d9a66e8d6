import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { CaseList } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { DESK_TEXTS } from '../../texts/desk.ts';
import { Light } from '../../ui/light.tsx';
import { Loaded } from '../../ui/states.tsx';

/** So many fit a leader's three minutes. */
const asked = { kind: 'hazard,matter', overdue: true, closed: false, sort: 'consequence', limit: 12 };

/** What has gone wrong in the whole street, worst first: what a leader looks at instead of everything. */
export function Exceptions() {
  const query = useQuery({
    queryKey: keys.list(asked),
    queryFn: ({ signal }) => get<CaseList>('/cases', asked, signal),
  });
  return (
    <section aria-labelledby="exceptions">
      <h2 className="desk-group" id="exceptions">
        {DESK_TEXTS.exceptions}
      </h2>
      <Loaded query={query} rows={6} height={56}>
        {({ cases, total }) => (
          <>
            <p className="dim">
              {total === 0 ? DESK_TEXTS.noExceptions : DESK_TEXTS.exceptionsCount(total)}{' '}
              {total > cases.length && <Link to="/hazards?overdue=true">{DESK_TEXTS.allExceptions}</Link>}
            </p>
            <ul className="desk-list">
              {cases.map(({ caseId, title, sentence, unitName, organisationName }) => (
                <li key={caseId} className="desk-row">
                  <div className="what">
                    <Light tone={sentence.light} />
                    <Link to={`/cases/${caseId}`}>{title}</Link>
                  </div>
                  <p className="next">{sentence.text}</p>
                  <div className="facts dim">
                    {unitName !== undefined && <span>{unitName}</span>}
                    {organisationName !== undefined && organisationName !== unitName && <span>{organisationName}</span>}
                    <span>{caseId}</span>
                  </div>
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </section>
  );
}
