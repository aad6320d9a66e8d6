import { Drawer } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { DutyRound } from '../../api/answers.ts';
import { ActDrawer } from '../../form/act-drawer.tsx';
import { useAllowed, useCase } from '../../form/allowed.ts';
import { DUTIES_TEXTS } from '../../texts/duties.ts';
import { useNames } from '../../ui/names.ts';
import { Sentence } from '../../ui/sentence.tsx';
import { Loaded } from '../../ui/states.tsx';
import { dayText } from '../../ui/when.ts';
import { RoundLight } from './round-list.tsx';

type Act = keyof typeof DUTIES_TEXTS.acts;
const ACTS = Object.keys(DUTIES_TEXTS.acts) as Act[];

/** One round: until when, whose, and what may be done about it. */
export function RoundDrawer({ round, onClose }: { readonly round: DutyRound; readonly onClose: () => void }) {
  const { caseId, title, day, holder, standing, measure } = round;
  const names = useNames();
  const detail = useCase(caseId).data;
  const allowed = useAllowed(caseId);
  const [act, setAct] = useState<Act>();
  const open = standing === 'due' || standing === 'late';
  if (act !== undefined)
    return <ActDrawer caseId={caseId} caseKind="duty" title={title} command={act} onClose={onClose} />;
  return (
    <Drawer open size={480} title={title} onClose={onClose}>
      {detail?.sentence !== undefined && <Sentence text={detail.sentence.text} tone={detail.sentence.light} />}
      <dl className="round-facts">
        <dt>{DUTIES_TEXTS.due}</dt>
        <dd>
          {dayText(day)} <RoundLight standing={standing} />
        </dd>
        <dt>{DUTIES_TEXTS.holder}</dt>
        <dd>{names.post(holder)}</dd>
        <dt>{DUTIES_TEXTS.round(round.round)}</dt>
        <dd>{measure !== undefined && DUTIES_TEXTS.measure(measure)}</dd>
      </dl>
      {open && (
        <Loaded query={allowed} rows={2}>
          {({ mine }) => {
            const possible = ACTS.filter((one) => mine.some(({ type }) => type === one));
            if (possible.length === 0) return <p className="dim">{DUTIES_TEXTS.notYours}</p>;
            return (
              <p className="round-acts">
                {possible.map((one) => (
                  <button key={one} type="button" className="duty-button" onClick={() => setAct(one)}>
                    {DUTIES_TEXTS.acts[one]}
                  </button>
                ))}
              </p>
            );
          }}
        </Loaded>
      )}
      <Link to={`/cases/${caseId}`}>{DUTIES_TEXTS.record}</Link>
    </Drawer>
  );
}
