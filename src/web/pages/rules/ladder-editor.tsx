import { useState } from 'react';
import { dayOf } from '../../../core/instant.ts';
import type { Ladder } from '../../../core/rules/rule-set.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { nowInstant } from '../../ui/when.ts';
import { AliveMark } from './alive-mark.tsx';
import { Axis } from './axis.tsx';
import { courseOf, triggerWords } from './axis-marks.ts';
import { BasisTag } from './basis-tag.tsx';
import { SampleStart } from './deadline-editor.tsx';
import { moved, RowActs } from './decision-table.tsx';
import { useEditor } from './editing.ts';
import { FixedFields } from './fixed-fields.tsx';
import { FindingsHere } from './rule-field.tsx';
import { pathText } from './rule-path.ts';
import { useCalendar } from './use-sample.ts';
import { ObjectFields } from './value-field.tsx';

const { axis: AXIS, ladder: TEXTS } = RULE_EDITOR_TEXTS;
const FIXED = ['rung', 'name', 'notice'];

/** A ladder drawn against a deadline, then its rungs: each opens, moves, goes. */
export function LadderEditor({ index }: { readonly index: number }) {
  const { rules, readOnly, set } = useEditor();
  const [open, setOpen] = useState<string>();
  const ladder = rules.ladders[index];
  if (ladder === undefined) return null;
  const path = ['ladders', index, 'rungs'];
  const put = (rungs: readonly object[]) =>
    set(
      path,
      rungs.map((rung, i) => ({ ...rung, rung: i + 1 })),
    );
  return (
    <>
      <h2>{ladder.label}</h2>
      <LadderAxis ladder={ladder} chosen={open} onChoose={setOpen} />
      <ObjectFields path={['ladders', index]} without={['id', 'rungs', 'countsFrom', 'severalAtOnce']} />
      <h3>{TEXTS.rungs}</h3>
      <ol className="rungs">
        {ladder.rungs.map((rung, i) => {
          const id = `${ladder.id}${rung.rung}`;
          return (
            <li
              key={rung.name}
              data-path={pathText([...path, i])}
              tabIndex={-1}
              className={open === id ? 'rung open' : 'rung'}
            >
              <div className="rung-head">
                <button
                  type="button"
                  className="link-button"
                  aria-expanded={open === id}
                  onClick={() => setOpen(open === id ? undefined : id)}
                >
                  {TEXTS.rung(rung.rung, rung.label)}
                </button>
                <span className="rung-when">{triggerWords(rung)}</span>
                <BasisTag tag={rung.basis.tag} />
                <AliveMark rule={id} />
                {!readOnly && (
                  <span className="rung-acts">
                    <RowActs
                      name={rung.label}
                      up={i > 0 ? () => put(moved(ladder.rungs, i, i - 1)) : undefined}
                      down={i < ladder.rungs.length - 1 ? () => put(moved(ladder.rungs, i, i + 1)) : undefined}
                      remove={ladder.rungs.length > 1 ? () => put(ladder.rungs.filter((_, n) => n !== i)) : undefined}
                    />
                  </span>
                )}
              </div>
              <FindingsHere path={[...path, i]} />
              {open === id && (
                <div className="rung-fields">
                  <ObjectFields path={[...path, i]} without={FIXED} />
                  <FixedFields path={[...path, i]} names={FIXED} />
                </div>
              )}
            </li>
          );
        })}
      </ol>
      {!readOnly && (
        <button type="button" className="quiet-button" onClick={() => put([...ladder.rungs, newRung(ladder)])}>
          ＋ {TEXTS.addRung}
        </button>
      )}
    </>
  );
}

/** A rung above all others, after the highest, with the same addressee. */
function newRung({ rungs }: Ladder): object {
  const last = rungs.at(-1);
  const { startsWhen: _starts, ...rest } = last ?? {};
  return {
    ...rest,
    name: `step${rungs.length + 1}`,
    label: TEXTS.newRung,
    trigger: { any: [{ afterRung: rungs.length, wait: { value: 5, unit: 'workingDay' } }] },
    basis: { tag: 'unverified' },
  };
}

interface LadderAxisProps {
  readonly ladder: Ladder;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

function LadderAxis({ ladder, chosen, onChoose }: LadderAxisProps) {
  const { rules } = useEditor();
  const calendar = useCalendar(rules.calendar);
  const [start, setStart] = useState(() => dayOf(nowInstant()));
  const begins = rules.deadlines.filter((rule) =>
    rule.onLapse.some((act) => act.do === 'openMatter' && act.ladder === ladder.id),
  );
  const [against, setAgainst] = useState(begins[0]?.id);
  const rule = begins.find(({ id }) => id === against) ?? begins[0];
  if (calendar === undefined || rule === undefined) return <div className="axis-wait" />;
  const course = courseOf(rule, [ladder], { calendar, start, time: rules.messages.reminderTime });
  return (
    <>
      {course !== undefined && (
        <Axis course={course} onChoose={onChoose} {...(chosen === undefined ? {} : { chosen })} />
      )}
      <p className="axis-choice">
        <label className="dim">
          {AXIS.against}{' '}
          <select className="plain-input" value={rule.id} onChange={({ target }) => setAgainst(target.value)}>
            {begins.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <SampleStart start={start} onChange={setStart} />
      </p>
      {course !== undefined && course.after.length > 0 && (
        <p className="dim">
          {AXIS.conditional}：
          {course.after.map(({ id, label, when }) => (
            <button
              key={id}
              type="button"
              className="link-button conditional"
              title={when}
              onClick={() => onChoose(id)}
            >
              {label}
            </button>
          ))}
        </p>
      )}
    </>
  );
}
