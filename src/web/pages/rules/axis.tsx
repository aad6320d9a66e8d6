import { toMs } from '../../../core/instant.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { dayText } from '../../ui/when.ts';
import type { Course, Mark } from './axis-marks.ts';

const { axis: TEXTS } = RULE_EDITOR_TEXTS;

/** Labels nearer than this (per cent of the width) stand in another row. */
const APART = 13;
const ROW = 42;
const SHAPES = { start: '○', reminder: '◇', due: '▲', rung: '■' } as const;
const HOUR = 3_600_000;

/** A deadline from its start, with reminders before it and rungs behind it, at the distance in which they really come. */
export function Axis({
  course,
  chosen,
  onChoose,
}: {
  readonly course: Course;
  readonly chosen?: string;
  readonly onChoose?: (id: string) => void;
}) {
  const marks = [...course.marks].sort((a, b) => (a.at < b.at ? -1 : 1));
  const [first, last] = [marks[0], marks.at(-1)];
  if (first === undefined || last === undefined) return null;
  const [from, length] = [toMs(first.at), Math.max(HOUR, toMs(last.at) - toMs(first.at))];
  const place = (at: string) => 2 + ((toMs(at) - from) / length) * 80;
  const due = marks.find(({ kind }) => kind === 'due');
  const rows = rowsOf(marks, place);
  const height = 30 + ROW * (1 + Math.max(...rows));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
    <section className="axis" tabIndex={0} aria-label={TEXTS.title}>
      <div className="axis-inner" style={{ height }}>
        <div className="axis-line" />
        {due !== undefined && (
          <>
            <div className="axis-span before" style={{ left: '2%', width: `${place(due.at) - 2}%` }} />
            <div className="axis-span past" style={{ left: `${place(due.at)}%`, right: '0' }} />
          </>
        )}
        {marks.map((mark, i) => (
          <AxisMark
            key={mark.id}
            mark={mark}
            left={place(mark.at)}
            row={rows[i] ?? 0}
            long={length > 72 * HOUR}
            chosen={chosen === mark.id}
            {...(onChoose && mark.kind === 'rung' ? { onChoose: () => onChoose(mark.id) } : {})}
          />
        ))}
      </div>
      {course.provisional && <p className="dim">{TEXTS.provisional}</p>}
    </section>
  );
}

interface AxisMarkProps {
  readonly mark: Mark;
  /** Per cent. */
  readonly left: number;
  readonly row: number;
  /** Days rather than hours. */
  readonly long: boolean;
  readonly chosen: boolean;
  readonly onChoose?: () => void;
}

function AxisMark({ mark: { kind, label, at }, left, row, long, chosen, onChoose }: AxisMarkProps) {
  const when = long ? dayText(at.slice(0, 10)) : `${dayText(at.slice(0, 10))} ${at.slice(11, 16)}`;
  const words = (
    <>
      <span className="axis-label">{label}</span>
      <span className="axis-when">{when}</span>
    </>
  );
  return (
    <div className={`axis-mark ${kind}${chosen ? ' chosen' : ''}`} style={{ left: `${left}%` }}>
      <span className="axis-shape" aria-hidden="true">
        {SHAPES[kind]}
      </span>
      <span className="axis-stem" style={{ height: 8 + row * ROW }} />
      {onChoose === undefined ? (
        <span className="axis-words">{words}</span>
      ) : (
        <button type="button" className="axis-words link-button" onClick={onChoose}>
          {words}
        </button>
      )}
    </div>
  );
}

/** The row of each label: the first in which nothing stands too near. */
function rowsOf(marks: readonly Mark[], place: (at: string) => number): readonly number[] {
  const ends: number[] = [];
  return marks.map(({ at }) => {
    const left = place(at);
    const free = ends.findIndex((end) => left - end >= APART);
    const row = free < 0 ? ends.length : free;
    ends[row] = left;
    return row;
  });
}
