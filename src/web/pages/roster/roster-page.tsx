import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Opened, PublishedRoster } from '../../api/answers.ts';
import { get, write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { useSession } from '../../api/session.ts';
import { isOffice } from '../../app/who.ts';
import type { FormField } from '../../form/field-kinds.ts';
import { OpeningForm } from '../../form/opening-form.tsx';
import { ROSTER_TEXTS } from '../../texts/roster.ts';
import { CaseList } from '../../ui/case-list.tsx';
import { useNames } from '../../ui/names.ts';
import { Page } from '../../ui/page.tsx';
import { useRulesInForce } from '../../ui/rules-in-force.ts';
import { StandingTabs } from '../../ui/standing-tabs.tsx';
import { EmptyState, Loaded, Remark } from '../../ui/states.tsx';
import { dayText } from '../../ui/when.ts';

const { fields: words } = ROSTER_TEXTS;

/** 内部名单: what is published inside the street, and what is under way. */
export function RosterPage() {
  const session = useSession();
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState(false);
  return (
    <Page
      title={ROSTER_TEXTS.title}
      sentence={<p className="dim case-count">{ROSTER_TEXTS.about}</p>}
      actions={
        isOffice(session) && (
          <button type="button" className="start-button" onClick={() => setOpen(true)}>
            {ROSTER_TEXTS.start}
          </button>
        )
      }
    >
      <Published />
      <h2>{ROSTER_TEXTS.proposals}</h2>
      <StandingTabs all={all} onChange={setAll} />
      <CaseList
        query={{ kind: 'roster', ...(all ? {} : { closed: false }) }}
        empty={<EmptyState title={ROSTER_TEXTS.empty} how={ROSTER_TEXTS.emptyHow} />}
      />
      {open && <Propose onClose={() => setOpen(false)} />}
    </Page>
  );
}

function Published() {
  const names = useNames();
  const query = useQuery({
    queryKey: keys.roster,
    queryFn: ({ signal }) => get<PublishedRoster>('/roster-entries/published', {}, signal),
  });
  return (
    <section className="card">
      <h2>{ROSTER_TEXTS.listed}</h2>
      <Loaded query={query} rows={2}>
        {({ note, entries }) => (
          <>
            <Remark>{note}</Remark>
            {entries.length === 0 && <p className="dim">{ROSTER_TEXTS.listedNone}</p>}
            <ul>
              {entries.map(({ caseId, unit, colourLabel, until }) => (
                <li key={caseId}>
                  <Link to={`/cases/${caseId}`}>{names.organisation(unit)}</Link> {colourLabel}{' '}
                  {until !== undefined && <span className="dim">{ROSTER_TEXTS.until(dayText(until))}</span>}
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </section>
  );
}

interface Criteria {
  readonly roster?: { readonly criteria: readonly { readonly id: string; readonly label: string }[] };
}

function Propose({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const query = useRulesInForce();
  return (
    <Drawer open size={480} title={ROSTER_TEXTS.start} onClose={onClose}>
      <p className="dim">{ROSTER_TEXTS.startHow}</p>
      <Loaded query={query}>
        {({ rules }) => (
          <OpeningForm
            command="proposeEntry"
            label={ROSTER_TEXTS.start}
            fields={fieldsFor((rules as Criteria).roster?.criteria ?? [])}
            send={(payload, head) => write<Opened>('POST', '/roster-entries', { ...payload, ...head })}
            onDone={({ caseId }) => void navigate(`/cases/${caseId}`)}
          />
        )}
      </Loaded>
    </Drawer>
  );
}

function fieldsFor(criteria: readonly { readonly id: string; readonly label: string }[]): readonly FormField[] {
  const choices = criteria.map(({ id, label }) => ({ value: id, label }));
  return [
    { name: 'unit', title: words.unit, kind: 'unit', required: true, common: false },
    { name: 'criterion', title: words.criterion, kind: 'choice', required: true, common: false, choices },
    { name: 'grounds', title: words.grounds, kind: 'text', required: true, common: false },
    { name: 'facts', title: words.facts, kind: 'entries', required: false, common: false },
  ];
}
