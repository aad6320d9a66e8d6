import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { EventList, RegisterEntry, RegisterShape } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { ActDrawer } from '../../form/act-drawer.tsx';
import { useAllowed } from '../../form/allowed.ts';
import { REGISTERS_TEXTS } from '../../texts/registers.ts';
import { useNames } from '../../ui/names.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded, LoadingPage, Remark } from '../../ui/states.tsx';
import { AmendDrawer, type Rewriting } from './amend-drawer.tsx';
import { useRegister } from './entries-page.tsx';
import { EntryHistory } from './entry-history.tsx';
import { Title } from './entry-table.tsx';
import { EntryValue } from './entry-value.tsx';
import './registers.css';

/** One entry: what it says, what it has brought about, and who changed what when. */
export function EntryPage() {
  const { register = '', caseId = '' } = useParams();
  const shape = useRegister(register);
  const entry = useQuery({
    queryKey: [...keys.case(caseId), 'entry'],
    queryFn: ({ signal }) => get<RegisterEntry>(`/registers/${register}/entries/${caseId}`, {}, signal),
  });
  if (shape.isPending || entry.isPending) return <LoadingPage />;
  if (shape.data === undefined || entry.data === undefined)
    return (
      <Page title={REGISTERS_TEXTS.title}>
        {shape.data === undefined ? (
          <Loaded query={shape}>{() => null}</Loaded>
        ) : (
          <Loaded query={entry}>{() => null}</Loaded>
        )}
      </Page>
    );
  return <Entry shape={shape.data} entry={entry.data} />;
}

/** Acts on a whole entry that the general form takes. */
const PLAIN_ACTS = { retireRecord: REGISTERS_TEXTS.retire, restoreRecord: REGISTERS_TEXTS.restore } as const;
const REWRITES = { amendRecord: REGISTERS_TEXTS.amend, correctRecord: REGISTERS_TEXTS.correct } as const;

function Entry({ shape, entry }: { readonly shape: RegisterShape; readonly entry: RegisterEntry }) {
  const { caseId, title, inForce, fields } = entry;
  const queries = useQueryClient();
  const mine = useAllowed(caseId).data?.mine.map(({ type }) => type) ?? [];
  const [rewriting, setRewriting] = useState<Rewriting>();
  const [acting, setActing] = useState<keyof typeof PLAIN_ACTS>();
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: keys.case(caseId) });
    void queries.invalidateQueries({ queryKey: keys.lists });
    void queries.invalidateQueries({ queryKey: keys.registers });
  };
  const button = <Type extends string>(type: Type, label: string, run: (type: Type) => void) =>
    mine.includes(type) && (
      <button key={type} type="button" className="plain-button" onClick={() => run(type)}>
        {label}
      </button>
    );
  return (
    <Page
      title={shape.label}
      sentence={
        <p className="entry-title">
          <bdi className="name">
            <Title shape={shape} title={title} />
          </bdi>{' '}
          <span className="dim nowrap">{caseId}</span> <Link to={`/registers/${shape.id}`}>{shape.label}</Link>
        </p>
      }
      actions={
        <>
          {button('amendRecord', REWRITES.amendRecord, setRewriting)}
          {button('correctRecord', REWRITES.correctRecord, setRewriting)}
          {button('retireRecord', PLAIN_ACTS.retireRecord, setActing)}
          {button('restoreRecord', PLAIN_ACTS.restoreRecord, setActing)}
          <Link className="plain-button" to={`/cases/${caseId}`}>
            {REGISTERS_TEXTS.record}
          </Link>
        </>
      }
      side={<Duties entry={entry} />}
    >
      {!inForce && <Remark>{REGISTERS_TEXTS.retiredRemark}</Remark>}
      <dl className="card entry-facts">
        {shape.fields.map((field) => (
          <div key={field.name}>
            <dt>{field.label}</dt>
            <dd>
              <EntryValue field={field} value={fields[field.name]} />
            </dd>
          </div>
        ))}
      </dl>
      <History shape={shape} caseId={caseId} />
      {rewriting !== undefined && (
        <AmendDrawer
          shape={shape}
          entry={entry}
          type={rewriting}
          label={REWRITES[rewriting]}
          onClose={() => setRewriting(undefined)}
          onRefresh={refresh}
        />
      )}
      {acting !== undefined && (
        <ActDrawer
          caseId={caseId}
          caseKind="record"
          title={title}
          command={acting}
          onClose={() => setActing(undefined)}
          onDone={refresh}
        />
      )}
    </Page>
  );
}

function History({ shape, caseId }: { readonly shape: RegisterShape; readonly caseId: string }) {
  const query = useQuery({
    queryKey: keys.events(caseId),
    queryFn: ({ signal }) => get<EventList>(`/cases/${caseId}/events`, {}, signal),
  });
  return (
    <section className="card">
      <h2>{REGISTERS_TEXTS.history}</h2>
      <Loaded query={query} rows={3} height={56}>
        {({ events }) => <EntryHistory shape={shape} events={events} />}
      </Loaded>
    </section>
  );
}

function Duties({ entry: { duties } }: { readonly entry: RegisterEntry }) {
  const names = useNames();
  return (
    <section className="card">
      <h2>{REGISTERS_TEXTS.duties}</h2>
      {duties.length === 0 && <p className="dim">{REGISTERS_TEXTS.noDuties}</p>}
      <ul className="entry-duties">
        {duties.map(({ duty, bearer }) => (
          <li key={duty}>
            <Link to={`/cases/${duty}`}>{duty}</Link> {names.post(bearer)}
          </li>
        ))}
      </ul>
    </section>
  );
}
