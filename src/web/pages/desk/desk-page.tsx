import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import type { Desk, DeskItem } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { useSession } from '../../api/session.ts';
import { findsHazards, isLeader } from '../../app/who.ts';
import { likelyCommand } from '../../form/likely.ts';
import { DESK_TEXTS } from '../../texts/desk.ts';
import { STATE_TEXTS } from '../../texts/states.ts';
import type { Tone } from '../../ui/light.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded, Remark } from '../../ui/states.tsx';
import { toneOf } from '../../ui/when.ts';
import { DeskRow } from './desk-row.tsx';
import { Exceptions } from './exceptions.tsx';
import './desk.css';

const ActDrawer = lazy(async () => ({ default: (await import('../../form/act-drawer.tsx')).ActDrawer }));

const GROUPS: readonly Tone[] = ['red', 'amber', 'green', 'grey'];

/** 我的待办: what I must do, by consequence, each with one click to do it; for leaders also the exceptions of the whole street. */
export function DeskPage() {
  const session = useSession();
  const query = useQuery({ queryKey: keys.desk, queryFn: ({ signal }) => get<Desk>('/desk', {}, signal) });
  const [acting, setActing] = useState<DeskItem>();
  const [done, setDone] = useState('');
  const items = query.data?.items;
  const leads = isLeader(session);
  const late = items?.filter(({ overdue }) => overdue).length ?? 0;
  return (
    <Page
      title={DESK_TEXTS.title}
      sentence={
        <p className="desk-count dim">{items === undefined ? '\u00a0' : DESK_TEXTS.count(items.length, late)}</p>
      }
    >
      {done !== '' && <Remark>{done}</Remark>}
      {leads && <Exceptions />}
      <Loaded query={query} rows={8} height={72}>
        {(desk) => (desk.items.length > 0 ? <Groups desk={desk} onAct={setActing} /> : leads ? null : <NothingToDo />)}
      </Loaded>
      {acting !== undefined && (
        <Suspense fallback={null}>
          <ActDrawer
            caseId={acting.caseId}
            caseKind={acting.kind}
            title={acting.title}
            {...commandOf(acting)}
            post={acting.post}
            sentence={acting.sentence}
            onClose={() => setActing(undefined)}
            onDone={() => setDone(DESK_TEXTS.done(`${acting.label} · ${acting.title}`))}
          />
        </Suspense>
      )}
    </Page>
  );
}

function commandOf({ duty }: DeskItem): { readonly command?: string } {
  const command = likelyCommand(duty);
  return command === undefined ? {} : { command };
}

function Groups({ desk, onAct }: { readonly desk: Desk; readonly onAct: (item: DeskItem) => void }) {
  const tone = (item: DeskItem): Tone => (item.overdue ? 'red' : (item.sentence?.light ?? toneOf(item)));
  return (
    <>
      {!desk.complete && <Remark>{STATE_TEXTS.tooMany(desk.items.length)}</Remark>}
      {GROUPS.map((group) => {
        const items = desk.items.filter((item) => tone(item) === group);
        return items.length === 0 ? null : (
          <section key={group} aria-label={DESK_TEXTS.groups[group]}>
            <h2 className={`desk-group ${group}`}>
              {DESK_TEXTS.groups[group]} <span className="dim">{items.length}</span>
            </h2>
            <ul className="desk-list">
              {items.map((item) => (
                <DeskRow key={`${item.caseId} ${item.duty}`} item={item} onAct={() => onAct(item)} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function NothingToDo() {
  const session = useSession();
  if (session.posts.length === 0) return <EmptyState title={DESK_TEXTS.empty} how={DESK_TEXTS.emptyNoPost} />;
  return (
    <EmptyState
      title={DESK_TEXTS.empty}
      how={
        findsHazards(session) ? (
          <>
            <p>{DESK_TEXTS.emptyFinder}</p>
            <Link to="/register">{DESK_TEXTS.register}</Link>
          </>
        ) : (
          DESK_TEXTS.emptyHow
        )
      }
    />
  );
}
