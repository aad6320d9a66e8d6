import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { type FormEvent, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Entered, EntryList, RegisterShape } from '../../api/answers.ts';
import { get, write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { OpeningForm } from '../../form/opening-form.tsx';
import { REGISTERS_TEXTS } from '../../texts/registers.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded, LoadingPage, Remark } from '../../ui/states.tsx';
import { EntryTable } from './entry-table.tsx';
import { formFieldsOf, recordedValues } from './fields.ts';
import { FileButton } from './file-button.tsx';
import { ImportPanel } from './import-panel.tsx';
import './registers.css';

const PAGE = 50;

/** How a register's definition is asked for. */
export function useRegister(register: string) {
  return useQuery({
    queryKey: keys.registerShape(register),
    queryFn: ({ signal }) => get<RegisterShape>(`/registers/${register}`, {}, signal),
    staleTime: 60_000,
  });
}

/** One register: its entries, found, entered, brought in and taken out as sheets. */
export function EntriesPage() {
  const { register = '' } = useParams();
  const shape = useRegister(register);
  if (shape.isPending) return <LoadingPage />;
  return shape.data === undefined ? (
    <Page title={REGISTERS_TEXTS.title}>
      <Loaded query={shape}>{() => null}</Loaded>
    </Page>
  ) : (
    <Entries key={register} shape={shape.data} />
  );
}

type Open = 'enter' | 'import' | undefined;

function Entries({ shape }: { readonly shape: RegisterShape }) {
  const { id, label, about, mayEnter, fields } = shape;
  const queries = useQueryClient();
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useState<Open>();
  const [entered, setEntered] = useState<Entered>();
  const asked = { q: params.get('q') ?? undefined, inForce: params.get('inForce') ?? undefined };
  const query = useInfiniteQuery({
    queryKey: keys.entries(id, asked),
    queryFn: ({ signal, pageParam }) =>
      get<EntryList>(`/registers/${id}/entries`, { ...asked, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    placeholderData: (before) => before,
  });
  const first = query.data?.pages[0];
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  const narrowed = asked.q !== undefined || asked.inForce !== undefined;
  const change = (part: { readonly [name: string]: string }) =>
    setParams(Object.fromEntries(Object.entries({ ...Object.fromEntries(params), ...part }).filter(([, v]) => v)));
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: keys.lists });
    void queries.invalidateQueries({ queryKey: keys.registers });
  };
  return (
    <Page
      title={label}
      sentence={
        <p className="dim list-count">
          <Link to="/registers">{REGISTERS_TEXTS.back}</Link>
          {' · '}
          {first === undefined ? '\u00a0' : REGISTERS_TEXTS.total(first.total, first.more)}
          {about !== undefined && ` · ${about}`}
        </p>
      }
      actions={
        <>
          <FileButton
            label={REGISTERS_TEXTS.xlsx}
            path={`/registers/${id}/export`}
            query={asked}
            file={REGISTERS_TEXTS.xlsxFile(label)}
          />
          {mayEnter && (
            <>
              <button type="button" className="plain-button" onClick={() => setOpen('import')}>
                {REGISTERS_TEXTS.importing}
              </button>
              <button type="button" className="main-link" onClick={() => setOpen('enter')}>
                {REGISTERS_TEXTS.enter}
              </button>
            </>
          )}
        </>
      }
      filters={<Filters {...asked} narrowed={narrowed} onChange={change} />}
    >
      {entered !== undefined && (
        <Remark>
          {REGISTERS_TEXTS.entered(label, entered.caseId)}
          {entered.duties.length > 0 && REGISTERS_TEXTS.dutiesOpened(entered.duties.length)}{' '}
          <Link to={`/registers/${id}/${entered.caseId}`}>{REGISTERS_TEXTS.open}</Link>
        </Remark>
      )}
      {!mayEnter && <Remark>{REGISTERS_TEXTS.forbidden}</Remark>}
      <Loaded query={query} rows={10}>
        {() => (
          <>
            {first?.more && <Remark>{REGISTERS_TEXTS.tooMany}</Remark>}
            {entries.length > 0 && <EntryTable shape={shape} entries={entries} />}
            {entries.length === 0 && (
              <Nothing narrowed={narrowed} mayEnter={mayEnter} onEnter={() => setOpen('enter')} />
            )}
            {query.hasNextPage && (
              <p className="list-more">
                <button type="button" className="state-button" onClick={() => void query.fetchNextPage()}>
                  {REGISTERS_TEXTS.more}
                </button>
              </p>
            )}
          </>
        )}
      </Loaded>
      {open === 'enter' && (
        <Drawer open size={560} title={REGISTERS_TEXTS.enterTitle(label)} onClose={() => setOpen(undefined)}>
          <OpeningForm
            command="register"
            draftOf={id}
            label={REGISTERS_TEXTS.enter}
            fields={formFieldsOf(fields)}
            send={(payload, head) =>
              write<Entered>('POST', `/registers/${id}/entries`, { ...head, fields: recordedValues(fields, payload) })
            }
            onDone={(answer) => {
              setEntered(answer);
              setOpen(undefined);
              refresh();
            }}
          />
        </Drawer>
      )}
      {open === 'import' && <ImportPanel shape={shape} onClose={() => setOpen(undefined)} onDone={refresh} />}
    </Page>
  );
}

interface NothingProps {
  readonly narrowed: boolean;
  readonly mayEnter: boolean;
  readonly onEnter: () => void;
}

function Nothing({ narrowed, mayEnter, onEnter }: NothingProps) {
  if (narrowed) return <EmptyState title={REGISTERS_TEXTS.nothingFound} how={REGISTERS_TEXTS.nothingFoundHow} />;
  if (!mayEnter) return <EmptyState title={REGISTERS_TEXTS.noEntries} how={REGISTERS_TEXTS.noEntriesRead} />;
  return (
    <EmptyState
      title={REGISTERS_TEXTS.noEntries}
      how={REGISTERS_TEXTS.noEntriesHow}
      act={{ label: REGISTERS_TEXTS.enter, run: onEnter }}
    />
  );
}

interface FiltersProps {
  readonly q: string | undefined;
  readonly inForce: string | undefined;
  readonly narrowed: boolean;
  readonly onChange: (part: { readonly [name: string]: string }) => void;
}

function Filters({ q = '', inForce = '', narrowed, onChange }: FiltersProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onChange({ q: String(new FormData(event.currentTarget).get('q') ?? '').trim() });
  };
  return (
    <>
      <form className="list-search" onSubmit={submit} key={q}>
        <input
          name="q"
          type="search"
          className="plain-input"
          defaultValue={q}
          maxLength={100}
          placeholder={REGISTERS_TEXTS.search}
          aria-label={REGISTERS_TEXTS.search}
        />
      </form>
      <select
        className="plain-input standing"
        aria-label={REGISTERS_TEXTS.standing}
        value={inForce}
        onChange={({ target }) => onChange({ inForce: target.value })}
      >
        <option value="">{REGISTERS_TEXTS.all}</option>
        <option value="true">{REGISTERS_TEXTS.valid}</option>
        <option value="false">{REGISTERS_TEXTS.retired}</option>
      </select>
      {narrowed && (
        <button type="button" className="link-button" onClick={() => onChange({ q: '', inForce: '' })}>
          {REGISTERS_TEXTS.clear}
        </button>
      )}
    </>
  );
}
