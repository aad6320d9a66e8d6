import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { COUNTING_WORDS, DAY_WORDS, eventWord, weekdayWord } from '../../core/words.ts';
import type { Explanation } from '../api/answers.ts';
import { get } from '../api/client.ts';
import { keys } from '../api/keys.ts';
import { DEADLINE_TEXTS } from '../texts/deadline.ts';
import { Loaded } from './states.tsx';
import { endText, instantText } from './when.ts';

const { columns } = DEADLINE_TEXTS;

interface Props {
  readonly caseId: string;
  readonly clock: string;
  readonly onClose: () => void;
}

/** Why this deadline: the rule, what set it going, and day by day how it was counted. */
export function CountingTable({ caseId, clock, onClose }: Props) {
  const query = useQuery({
    queryKey: keys.explain(caseId, clock),
    queryFn: ({ signal }) => get<Explanation>(`/cases/${caseId}/explain/${encodeURIComponent(clock)}`, {}, signal),
  });
  return (
    <Modal open title={DEADLINE_TEXTS.table} footer={null} onCancel={onClose} width={640}>
      <Loaded query={query} rows={8}>
        {(explained) => <Explained {...explained} />}
      </Loaded>
    </Modal>
  );
}

function Explained({ clock, setBy, rule, earlier, table }: Explanation) {
  const kind = kindOf(clock.id);
  return (
    <div className="counting">
      <p>
        {rule === undefined ? '' : `${rule.label}（${DEADLINE_TEXTS.rule} ${rule.id}）。`}
        {DEADLINE_TEXTS.setBy(instantText(setBy.at), eventWord(kind, setBy.type))}，
        {DEADLINE_TEXTS.until(endText(clock))}。
      </p>
      {earlier.length > 0 && (
        <>
          <h3>{DEADLINE_TEXTS.earlier}</h3>
          <ul>
            {earlier.map((one) => (
              <li key={one.seq}>
                {endText(one)}（{eventWord(kind, one.type)}）
              </li>
            ))}
          </ul>
        </>
      )}
      {table.length === 0 ? (
        <p className="dim">{DEADLINE_TEXTS.none}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
        <section className="scroll" tabIndex={0} aria-label={DEADLINE_TEXTS.table}>
          <table>
            <thead>
              <tr>
                <th>{columns.day}</th>
                <th>{columns.weekday}</th>
                <th>{columns.kind}</th>
                <th>{columns.counted}</th>
                <th>{columns.why}</th>
              </tr>
            </thead>
            <tbody>
              {table.map((row) => (
                <tr key={row.day} className={row.counted ? '' : 'uncounted'}>
                  <td>{row.day}</td>
                  <td>{weekdayWord(row.weekday)}</td>
                  <td>{DAY_WORDS[row.kind] ?? row.kind}</td>
                  <td>{row.n ?? ''}</td>
                  <td>{row.why === undefined ? '' : (COUNTING_WORDS[row.why] ?? row.why)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}

/** A deadline's id begins with the kind of case it belongs to; others are a matter's. */
function kindOf(clock: string): 'hazard' | 'tipoff' | 'notice' | 'matter' {
  const [first] = clock.split('.');
  return first === 'hazard' || first === 'tipoff' || first === 'notice' ? first : 'matter';
}
