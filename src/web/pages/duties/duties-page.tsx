import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { DutyCalendar, DutyRound, OpenedDuties } from '../../api/answers.ts';
import { get, type Query, write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { useSession } from '../../api/session.ts';
import { useNarrow } from '../../app/theme.ts';
import { isOffice } from '../../app/who.ts';
import type { FormField } from '../../form/field-kinds.ts';
import { OpeningForm } from '../../form/opening-form.tsx';
import { DUTIES_TEXTS } from '../../texts/duties.ts';
import { Page } from '../../ui/page.tsx';
import { useRulesInForce } from '../../ui/rules-in-force.ts';
import { EmptyState, Loaded, Remark } from '../../ui/states.tsx';
import { nowInstant } from '../../ui/when.ts';
import { DutyFilters } from './duty-filters.tsx';
import { boundsOf, monthAfter } from './month.ts';
import { MonthGrid } from './month-grid.tsx';
import { RoundDrawer } from './round-drawer.tsx';
import { RoundList } from './round-list.tsx';
import './duties.css';

/** 履职日历: what is due in a month, of a person, a post or a place. */
export function DutiesPage() {
  const session = useSession();
  const narrow = useNarrow();
  const [params, setParams] = useSearchParams();
  const [chosen, setChosen] = useState<DutyRound>();
  const [opening, setOpening] = useState(false);
  const [said, setSaid] = useState('');
  const current = nowInstant().slice(0, 7);
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.exec(params.get('month') ?? '')?.[0] ?? current;
  const whose = params.get('whose') ?? (session.posts.length > 0 ? 'mine' : 'all');
  const asked: Query = {
    ...boundsOf(month),
    ...(whose === 'mine' ? { person: session.person.id } : {}),
    organisation: params.get('organisation') ?? undefined,
    post: params.get('post') ?? undefined,
  };
  const query = useQuery({
    queryKey: keys.duties(asked),
    queryFn: ({ signal }) => get<DutyCalendar>('/duties', asked, signal),
    placeholderData: (before) => before,
  });
  const change = (part: { readonly [name: string]: string }) =>
    setParams(Object.fromEntries(Object.entries({ ...Object.fromEntries(params), ...part }).filter(([, v]) => v)));
  const [year = 0, nth = 1] = month.split('-').map(Number);
  return (
    <Page
      title={DUTIES_TEXTS.title}
      sentence={
        <p className="dim duty-about">{query.data === undefined ? DUTIES_TEXTS.about : countsOf(query.data)}</p>
      }
      actions={
        isOffice(session) && (
          <button type="button" className="duty-button" onClick={() => setOpening(true)}>
            {DUTIES_TEXTS.open}
          </button>
        )
      }
      filters={
        <>
          <div className="duty-months">
            <button type="button" className="duty-button" onClick={() => change({ month: monthAfter(month, -1) })}>
              {DUTIES_TEXTS.previous}
            </button>
            <b>{DUTIES_TEXTS.month(year, nth)}</b>
            <button type="button" className="duty-button" onClick={() => change({ month: monthAfter(month, 1) })}>
              {DUTIES_TEXTS.next}
            </button>
            {month !== current && (
              <button type="button" className="link-button" onClick={() => change({ month: '' })}>
                {DUTIES_TEXTS.thisMonth}
              </button>
            )}
          </div>
          <DutyFilters
            whose={whose}
            organisation={params.get('organisation') ?? ''}
            post={params.get('post') ?? ''}
            onChange={change}
          />
        </>
      }
    >
      {said !== '' && <Remark>{said}</Remark>}
      <Loaded query={query} rows={6} height={96}>
        {({ rounds, complete }) => (
          <>
            {!complete && <Remark tone="warn">{DUTIES_TEXTS.incomplete}</Remark>}
            {rounds.length === 0 ? (
              <EmptyState title={DUTIES_TEXTS.empty} how={DUTIES_TEXTS.emptyHow} />
            ) : narrow ? (
              <RoundList rounds={rounds} onOpen={setChosen} />
            ) : (
              <MonthGrid month={month} rounds={rounds} onOpen={setChosen} />
            )}
          </>
        )}
      </Loaded>
      {chosen !== undefined && <RoundDrawer round={chosen} onClose={() => setChosen(undefined)} />}
      {opening && (
        <OpenDuties
          onClose={() => setOpening(false)}
          onDone={({ opened, running }) => {
            setOpening(false);
            setSaid(DUTIES_TEXTS.opened(opened.length, running.length));
          }}
        />
      )}
    </Page>
  );
}

function countsOf({ rounds }: DutyCalendar): string {
  const count = (...standings: readonly string[]) =>
    rounds.filter(({ standing }) => standings.includes(standing)).length;
  return DUTIES_TEXTS.counts(count('late', 'missed'), count('due'), count('done'), count('planned'));
}

interface OpenDutiesProps {
  readonly onClose: () => void;
  readonly onDone: (answer: OpenedDuties) => void;
}

/** Opening a duty by its rule: for one place, or for everybody who owes it. */
function OpenDuties({ onClose, onDone }: OpenDutiesProps) {
  const queries = useQueryClient();
  const query = useRulesInForce();
  return (
    <Drawer open size={480} title={DUTIES_TEXTS.open} onClose={onClose}>
      <p className="dim">{DUTIES_TEXTS.openHow}</p>
      <Loaded query={query}>
        {({ rules }) => (
          <OpeningForm
            command="openDuties"
            label={DUTIES_TEXTS.open}
            fields={openFields((rules as { readonly duties?: readonly DutyRule[] }).duties ?? [])}
            send={(payload, { commandId: _, at: __, ...head }) =>
              write<OpenedDuties>('POST', '/duties', { ...payload, ...head })
            }
            onDone={(answer) => {
              void queries.invalidateQueries({ queryKey: keys.lists });
              onDone(answer);
            }}
          />
        )}
      </Loaded>
    </Drawer>
  );
}

interface DutyRule {
  readonly id: string;
  readonly label: string;
  readonly opens?: unknown;
}

/** Rules that entries open by themselves are not offered. */
function openFields(duties: readonly DutyRule[]): readonly FormField[] {
  const choices = duties.filter(({ opens }) => opens === undefined).map(({ id, label }) => ({ value: id, label }));
  return [
    { name: 'rule', title: DUTIES_TEXTS.rule, kind: 'choice', required: true, common: false, choices },
    {
      name: 'organisation',
      title: DUTIES_TEXTS.organisation,
      kind: 'pick',
      source: 'organisation',
      required: false,
      common: false,
    },
    { name: 'from', title: DUTIES_TEXTS.from, kind: 'day', required: false, common: false },
  ];
}
