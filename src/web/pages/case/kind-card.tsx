import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { SERVICE_WORDS } from '../../../core/words.ts';
import type { CaseDetail } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { Light } from '../../ui/light.tsx';
import { useNames } from '../../ui/names.ts';
import { dayText, instantText } from '../../ui/when.ts';
import { Card } from './card.tsx';
import { FactValue } from './fact-value.tsx';
import { LadderCard } from './ladder-card.tsx';

/** What only one kind of case has. */
export function KindCard({ detail }: { readonly detail: CaseDetail }) {
  switch (detail.kind) {
    case 'matter':
      return <LadderCard detail={detail} />;
    case 'duty':
      return <RoundsCard detail={detail} />;
    case 'record':
      return <EntryCard detail={detail} />;
    case 'notice':
      return <PaperCard detail={detail} />;
    default:
      return null;
  }
}

interface DutyFacts {
  readonly rounds?: readonly {
    readonly id: string;
    readonly from: string;
    readonly to: string;
    readonly late?: true;
    readonly matter?: string;
  }[];
  readonly next?: { readonly id: string };
}

function RoundsCard({ detail }: { readonly detail: CaseDetail }) {
  const { rounds = [], next } = detail.facts as DutyFacts;
  return (
    <Card title={CASE_TEXTS.rounds} id="rounds">
      {rounds.length === 0 && <p className="dim">{CASE_TEXTS.roundsNone}</p>}
      <ul className="plain-list">
        {rounds.map(({ id, from, to, late, matter }) => (
          <li key={id}>
            <b>{id}</b> {dayText(from)} — {dayText(to)} {late && <Light tone="red" word={CASE_TEXTS.roundLate} />}{' '}
            {matter !== undefined && <Link to={`/cases/${matter}`}>{matter}</Link>}
          </li>
        ))}
      </ul>
      {next !== undefined && <p className="dim">{CASE_TEXTS.nextRound(next.id)}</p>}
    </Card>
  );
}

/** A column of a register, as the office has named it. */
interface Column {
  readonly name: string;
  readonly label: string;
  readonly values?: readonly { readonly value: string; readonly label: string }[];
}

interface EntryFacts {
  readonly register?: string;
  readonly registerLabel?: string;
  readonly fields?: { readonly [name: string]: unknown };
  readonly duties?: readonly { readonly rule: string; readonly duty: string; readonly bearer: string }[];
}

function EntryCard({ detail: { caseId, facts } }: { readonly detail: CaseDetail }) {
  const names = useNames();
  const { register = '', registerLabel = '', fields = {}, duties = [] } = facts as EntryFacts;
  // The columns are the office's own: their names come from the register.
  const shape = useQuery({
    queryKey: keys.register(register),
    queryFn: ({ signal }) => get<{ readonly fields: readonly Column[] }>(`/registers/${register}`, {}, signal),
  });
  const columns = new Map(shape.data?.fields.map((column) => [column.name, column]));
  const chosen = (name: string, value: unknown) =>
    columns.get(name)?.values?.find((one) => one.value === value)?.label ?? value;
  return (
    <Card title={registerLabel} id="entry">
      <dl className="fact-rows">
        {Object.entries(fields).map(([name, value]) => (
          <div key={name}>
            <dt>{columns.get(name)?.label ?? name}</dt>
            <dd>
              <FactValue caseId={caseId} name={name} value={chosen(name, value)} />
            </dd>
          </div>
        ))}
      </dl>
      {duties.length > 0 && (
        <>
          <h3>{CASE_TEXTS.duties}</h3>
          <ul className="plain-list">
            {duties.map(({ duty, bearer }) => (
              <li key={duty}>
                <Link to={`/cases/${duty}`}>{duty}</Link> <span className="dim">{names.post(bearer)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

interface PaperFacts {
  readonly title?: string;
  readonly fields?: readonly { readonly id: string; readonly label: string; readonly required: boolean }[];
  readonly values?: { readonly [id: string]: { readonly value: unknown } };
  readonly services?: readonly { readonly method: string; readonly at: string; readonly by: string }[];
  readonly received?: { readonly at: string; readonly by: string };
  readonly undelivered?: readonly { readonly at: string; readonly reason: string }[];
}

function PaperCard({ detail: { caseId, title, facts } }: { readonly detail: CaseDetail }) {
  const { fields = [], values = {}, services = [], received, undelivered = [] } = facts as PaperFacts;
  return (
    <>
      <Card title={title} id="paper" more={<Link to={`/notices/${caseId}`}>{CASE_TEXTS.paperPage}</Link>}>
        <dl className="fact-rows">
          {fields.map(({ id, label, required }) => (
            <div key={id}>
              <dt>{label}</dt>
              <dd>
                {values[id] === undefined && required ? (
                  <Light tone="amber" word={CASE_TEXTS.missing(label)} />
                ) : (
                  <FactValue caseId={caseId} name={id} value={values[id]?.value} />
                )}
              </dd>
            </div>
          ))}
        </dl>
      </Card>
      {services.length + undelivered.length > 0 && (
        <Card title={CASE_TEXTS.answerable} id="services">
          <ul className="plain-list">
            {services.map(({ method, at, by }) => (
              <li key={`${method} ${at}`}>
                {SERVICE_WORDS[method] ?? method} {by} <span className="dim">{instantText(at)}</span>
              </li>
            ))}
            {undelivered.map(({ at, reason }) => (
              <li key={at}>
                <Light tone="amber" word={CASE_TEXTS.messageState.failed ?? ''} /> {reason}{' '}
                <span className="dim">{instantText(at)}</span>
              </li>
            ))}
            {received !== undefined && (
              <li>
                <Light tone="green" word={CASE_TEXTS.rungReceived(instantText(received.at))} /> {received.by}
              </li>
            )}
          </ul>
        </Card>
      )}
    </>
  );
}
