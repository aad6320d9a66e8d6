import { useState } from 'react';
import { dayOf } from '../../../core/instant.ts';
import type { DeadlineRule } from '../../../core/rules/rule-set.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { nowInstant } from '../../ui/when.ts';
import { Axis } from './axis.tsx';
import { courseOf } from './axis-marks.ts';
import { useEditor } from './editing.ts';
import { FixedFields } from './fixed-fields.tsx';
import { useCalendar } from './use-sample.ts';
import { ObjectFields, ValueField } from './value-field.tsx';

const FIXED = ['id', 'kind', 'stage'];
const FIRST = ['label', 'tiers', 'startsOn', 'endsOn', 'duration'];

/** One deadline: drawn on a time axis with its reminders and the ladder behind it, then its fields. */
export function DeadlineEditor({ index }: { readonly index: number }) {
  const { rules } = useEditor();
  const rule = rules.deadlines[index];
  const [start, setStart] = useState(() => dayOf(nowInstant()));
  if (rule === undefined) return null;
  const path = ['deadlines', index];
  return (
    <>
      <h2>{rule.label}</h2>
      <DeadlineAxis rule={rule} start={start} />
      <SampleStart start={start} onChange={setStart} />
      {FIRST.map((name) => (
        <ValueField key={name} path={[...path, name]} />
      ))}
      <ObjectFields path={path} without={[...FIRST, ...FIXED]} />
      <FixedFields path={path} names={FIXED} />
    </>
  );
}

/** The axis of one deadline, with the ladders that its lapse begins. */
function DeadlineAxis({ rule, start }: { readonly rule: DeadlineRule; readonly start: string }) {
  const { rules } = useEditor();
  const calendar = useCalendar(rules.calendar);
  if (calendar === undefined) return <div className="axis-wait" />;
  const begun = new Set(rule.onLapse.flatMap((act) => (act.do === 'openMatter' ? [act.ladder] : [])));
  const ladders = rules.ladders.filter(({ id }) => begun.has(id));
  const course = courseOf(rule, ladders, { calendar, start, time: rules.messages.reminderTime });
  return course === undefined ? null : <Axis course={course} />;
}

/** From which day the sample on an axis is counted. */
export function SampleStart({ start, onChange }: { readonly start: string; readonly onChange: (day: string) => void }) {
  return (
    <label className="sample-start dim">
      {RULE_EDITOR_TEXTS.axis.sampleStart}
      <input
        type="date"
        className="plain-input"
        value={start}
        onChange={({ target }) => target.value !== '' && onChange(target.value)}
      />
    </label>
  );
}
