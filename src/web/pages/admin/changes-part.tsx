import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OfficeChanges } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { ADMIN_TEXTS } from '../../texts/admin.ts';
import { useNames } from '../../ui/names.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';

const { changes: TEXTS } = ADMIN_TEXTS;

/** Who changed what in the registers, the newest first. */
export function ChangesPart() {
  const [register, setRegister] = useState('');
  const names = useNames();
  const query = useInfiniteQuery({
    queryKey: keys.adminPart('changes', { register }),
    queryFn: ({ signal, pageParam }) => get<OfficeChanges>('/office/changes', { register, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: ({ cursor }) => cursor,
  });
  const changes = query.data?.pages.flatMap((page) => page.changes);
  return (
    <section className="card">
      <p>
        <select
          className="plain-input narrow"
          aria-label={ADMIN_TEXTS.parts.changes}
          value={register}
          onChange={({ target }) => setRegister(target.value)}
        >
          <option value="">{TEXTS.all}</option>
          {Object.entries(TEXTS.registers).map(([id, word]) => (
            <option key={id} value={id}>
              {word}
            </option>
          ))}
        </select>
      </p>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {changes === undefined && !query.isError && <Skeleton rows={8} />}
      {changes?.length === 0 && <EmptyState title={TEXTS.none} how={TEXTS.noneHow} />}
      <ol className="change-list">
        {changes?.map(({ at, person, register: of, item, before, after }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: changes are only added, at the other end of the pages
          <li key={i}>
            <span className="dim">{instantText(at)}</span> {person === undefined ? TEXTS.engine : names.person(person)}{' '}
            · {TEXTS.registers[of as keyof typeof TEXTS.registers] ?? of} <b>{item}</b>
            {before === undefined && ` ${TEXTS.added}`}
            <Differences before={before} after={after} />
          </li>
        ))}
      </ol>
      {query.hasNextPage && (
        <button type="button" className="state-button" onClick={() => void query.fetchNextPage()}>
          {TEXTS.more}
        </button>
      )}
    </section>
  );
}

type Row = Readonly<Record<string, unknown>> | undefined;

function Differences({ before = {}, after = {} }: { readonly before: Row; readonly after: Row }) {
  const names = Object.keys({ ...before, ...after }).filter((name) => text(before[name]) !== text(after[name]));
  return (
    <ul className="plain-list">
      {names.map((name) => (
        <li key={name} className="dim">
          {ADMIN_TEXTS.fields[name as keyof typeof ADMIN_TEXTS.fields] ?? name}：{text(before[name]) || '—'} →{' '}
          {text(after[name]) || '—'}
        </li>
      ))}
    </ul>
  );
}

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
