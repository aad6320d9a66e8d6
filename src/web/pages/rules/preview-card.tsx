import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { KindName } from '../../../core/names.ts';
import { eventWord, postWord, stageWord } from '../../../core/words.ts';
import type { RulePreview } from '../../api/answers.ts';
import { write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { dayText } from '../../ui/when.ts';
import { useEditor } from './editing.ts';
import { useRested } from './use-checks.ts';

const { preview: TEXTS } = RULE_EDITOR_TEXTS;
const TIERS = ['T0', 'T1', 'T2', 'T3'] as const;
const CONDUCTS = Object.keys(TEXTS.conducts) as (keyof typeof TEXTS.conducts)[];
type Course = RulePreview['courses']['nobody'];

/** The events that matter to whoever asks what a rule does: the rest are reminders and routine. */
const GRAVE =
  /^(DeadlineLapsed|RungDue|RungSkipped|MatterOpened|HazardRegraded|NoticeSigned|NoticeIssued|Hazard.*|Rectification.*|Acceptance.*|Supervision.*|Lift.*)$/;

/** What would happen to one sample hazard under the rules as they are typed. */
export function PreviewCard({ id, stamp }: { readonly id: string; readonly stamp: number }) {
  const { rules, findings } = useEditor();
  const [tier, setTier] = useState<string>('T2');
  const [start, setStart] = useState('2025-03-03');
  const [conduct, setConduct] = useState<keyof typeof TEXTS.conducts>('nobody');
  const rested = useRested({ rules, stamp });
  const blocked = findings.some(({ code }) => code === 'invalid');
  const query = useQuery({
    queryKey: keys.rulePreview(id, rested.stamp, { tier, start }),
    queryFn: () => write<RulePreview>('POST', '/rules/preview', { rules: rested.rules, tier, start }),
    enabled: !blocked,
    placeholderData: (before) => before,
    gcTime: 10_000,
  });
  return (
    <>
      <h3>{TEXTS.title}</h3>
      <div className="preview-choice">
        <Choice label={TEXTS.tier} value={tier} options={TIERS.map((one) => [one, one] as const)} onChange={setTier} />
        <Choice
          label={TEXTS.conduct}
          value={conduct}
          options={CONDUCTS.map((one) => [one, TEXTS.conducts[one]] as const)}
          onChange={(next) => setConduct(next as typeof conduct)}
        />
        <label>
          {TEXTS.start}
          <input
            type="date"
            className="plain-input"
            value={start}
            onChange={({ target }) => target.value !== '' && setStart(target.value)}
          />
        </label>
      </div>
      {blocked && <p className="dim">{TEXTS.blocked}</p>}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isLoading && <Skeleton rows={6} />}
      {query.data !== undefined && <CourseView course={query.data.courses[conduct]} />}
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, word: string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label>
      {label}
      <select className="plain-input" value={value} onChange={({ target }) => onChange(target.value)}>
        {options.map(([one, word]) => (
          <option key={one} value={one}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

function CourseView({ course }: { readonly course: Course }) {
  const { rules } = useEditor();
  const [only, setOnly] = useState(true);
  const papers = course.messages.filter(({ paper }) => paper).length;
  const over = course.fullest.find(({ overBudget }) => overBudget);
  const label = (about: string) =>
    rules.deadlines.find(({ id }) => id === about)?.label ??
    rules.ladders.flatMap(({ id, rungs }) => rungs.filter(({ rung }) => `${id}${rung}` === about))[0]?.label ??
    '';
  const events = course.events.filter(({ type }) => !only || GRAVE.test(type));
  return (
    <>
      <p>
        {TEXTS.result(200, course.messages.length - papers, papers)} {TEXTS.stage(stageWord('hazard', course.stage))}
      </p>
      {over !== undefined && (
        <p className="light amber wrap">◆ {TEXTS.budget(dayText(over.day), postWord(over.post), over.count)}</p>
      )}
      {course.onRestDays.length > 0 && <p className="dim">{TEXTS.restDays(course.onRestDays.length)}</p>}
      <label className="filter-label">
        <input type="checkbox" checked={only} onChange={({ target }) => setOnly(target.checked)} />
        {TEXTS.only}
      </label>
      <ol className="preview-course" aria-label={TEXTS.course}>
        {events.map((event, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two events may be alike in every word
          <li key={i}>
            <span className="dim">
              {dayText(event.at.slice(0, 10))} {event.at.slice(11, 16)}
            </span>{' '}
            {eventWord(event.kind as KindName, event.type)} {label(event.about)}
          </li>
        ))}
      </ol>
      {course.refused.length > 0 && (
        <>
          <h3>{TEXTS.refused}</h3>
          <ul>
            {course.refused.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
