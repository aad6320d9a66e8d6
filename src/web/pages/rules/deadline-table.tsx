import { isDuration } from '../../../core/deadline/duration.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { AliveMark } from './alive-mark.tsx';
import { BasisTag } from './basis-tag.tsx';
import { useEditor } from './editing.ts';
import { valueText } from './field-words.ts';
import { Before, FindingsHere } from './rule-field.tsx';
import { pathText } from './rule-path.ts';
import { PeriodField, PostField } from './simple-fields.tsx';

const { deadlineColumns: COLUMNS } = RULE_EDITOR_TEXTS;

/** All deadlines as a sheet: duration and holder are edited where they stand; the name opens the rule. */
export function DeadlineTable({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const { rules, readOnly } = useEditor();
  return (
    <div className="sheet-box">
      <table className="sheet">
        <thead>
          <tr>
            {Object.entries(COLUMNS).map(([name, word]) => (
              <th key={name}>{word}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rules.deadlines.map((rule, i) => {
            const path = ['deadlines', i] as const;
            return (
              <tr key={rule.id} data-path={pathText(path)} tabIndex={-1}>
                <td className="primary">
                  <button type="button" className="link-button" onClick={() => onOpen(rule.id)}>
                    {rule.label}
                  </button>
                  <FindingsHere path={path} />
                </td>
                <td>{rule.tiers.includes('*') ? RULE_EDITOR_TEXTS.allTiers : rule.tiers.join('、')}</td>
                <td>
                  {isDuration(rule.duration) && !readOnly ? (
                    <PeriodField path={[...path, 'duration']} label={`${rule.label} ${COLUMNS.duration}`} />
                  ) : (
                    valueText('', rule.duration)
                  )}
                  <Before path={[...path, 'duration']} />
                </td>
                <td>
                  <PostField path={[...path, 'holder']} label={`${rule.label} ${COLUMNS.holder}`} name="holder" />
                  <Before path={[...path, 'holder']} />
                </td>
                <td className="nowrap">{RULE_EDITOR_TEXTS.reminderCount(rule.reminders.length)}</td>
                <td>
                  <BasisTag tag={rule.basis.tag} />
                </td>
                <td>
                  <AliveMark rule={rule.id} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
