import { Drawer } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Opened } from '../../api/answers.ts';
import { write } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { reportsAccidents } from '../../app/who.ts';
import type { FormField } from '../../form/field-kinds.ts';
import { OpeningForm } from '../../form/opening-form.tsx';
import { ACCIDENTS_TEXTS } from '../../texts/accidents.ts';
import { CaseList } from '../../ui/case-list.tsx';
import { Light } from '../../ui/light.tsx';
import { Page } from '../../ui/page.tsx';
import { StandingTabs } from '../../ui/standing-tabs.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { nowInstant } from '../../ui/when.ts';

const { fields: words } = ACCIDENTS_TEXTS;
const MINUTE = 60_000;
/** What the law gives the unit, and each level after it (生产安全事故报告和调查处理条例 第九、十一条). */
const [UNIT_MINUTES, LEVEL_MINUTES] = [60, 120];

const field = (name: keyof typeof words, kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({
  name,
  title: words[name],
  kind,
  required: true,
  common: false,
  ...more,
});
const optional = { required: false };
const FIELDS: readonly FormField[] = [
  field('unit', 'unit'),
  field('sort', 'choice', { options: ['production', 'traffic', 'fire'] }),
  field('happened', 'instant'),
  field('place', 'line'),
  field('course', 'text'),
  field('dead', 'number', { least: 0 }),
  field('injured', 'number', { least: 0 }),
  field('loss', 'number', { least: 0, help: ACCIDENTS_TEXTS.lossHelp }),
  field('photos', 'photos', optional),
  field('measures', 'text', optional),
  field('reportedAt', 'instant', optional),
];

/** 事故: the flash report first, then the accidents that are open. */
export function AccidentsPage() {
  const session = useSession();
  const navigate = useNavigate();
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState(false);
  const [happened, setHappened] = useState('');
  const may = reportsAccidents(session);
  return (
    <Page
      title={ACCIDENTS_TEXTS.title}
      sentence={<p className="dim case-count">{ACCIDENTS_TEXTS.about}</p>}
      actions={
        may && (
          <button
            type="button"
            className="start-button"
            onClick={() => {
              setHappened(nowInstant().slice(0, 16));
              setOpen(true);
            }}
          >
            {ACCIDENTS_TEXTS.start}
          </button>
        )
      }
      filters={<StandingTabs all={all} onChange={setAll} />}
    >
      <CaseList
        query={{ kind: 'accident', ...(all ? {} : { closed: false }) }}
        empty={<EmptyState title={ACCIDENTS_TEXTS.empty} how={ACCIDENTS_TEXTS.emptyHow} />}
      />
      {open && (
        <Drawer open size={520} title={ACCIDENTS_TEXTS.start} onClose={() => setOpen(false)}>
          <ReportClocks happened={happened} />
          <p className="dim">{ACCIDENTS_TEXTS.startHow}</p>
          <OpeningForm
            command="recordAccident"
            label={ACCIDENTS_TEXTS.start}
            fields={FIELDS}
            known={{ happened: nowInstant().slice(0, 16), dead: 0, injured: 0, loss: 0 }}
            onValues={(values) => setHappened(String(values.happened ?? ''))}
            send={(payload, head) => write<Opened>('POST', '/accidents', { ...payload, ...head })}
            onDone={({ caseId }) => void navigate(`/cases/${caseId}`)}
          />
        </Drawer>
      )}
    </Page>
  );
}

/** The two clocks of the law: the unit's from what is entered as the time of the accident, the levels' from the report that is being taken; the case counts them exactly. */
function ReportClocks({ happened }: { readonly happened: string }) {
  const [began] = useState(() => Date.now());
  const [now, setNow] = useState(began);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE);
    return () => clearInterval(timer);
  }, []);
  const waited = Math.floor((now - began) / MINUTE);
  const since = Math.floor((now - Date.parse(`${happened}:00+08:00`)) / MINUTE);
  const line = (say: (left: string) => string, minutes: number, gone: number) => {
    const left = minutes - gone;
    const text = left >= 0 ? ACCIDENTS_TEXTS.left(left) : ACCIDENTS_TEXTS.over(-left);
    return <Light tone={left < 0 ? 'red' : 'amber'} word={say(text)} />;
  };
  return (
    <section className="clock-pair" aria-label={ACCIDENTS_TEXTS.clocks}>
      {line(ACCIDENTS_TEXTS.unitClock, UNIT_MINUTES, Number.isNaN(since) ? 0 : since)}
      {line(ACCIDENTS_TEXTS.levelClock, LEVEL_MINUTES, waited)}
    </section>
  );
}
