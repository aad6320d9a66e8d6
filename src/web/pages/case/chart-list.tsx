import { CASE_TEXTS } from '../../texts/case.ts';
import { dayText } from '../../ui/when.ts';
import { type Open, type RegionPath, stateLabel } from './chart-marks.ts';
import { useEventPlace } from './event-place.ts';

interface ChartListProps {
  readonly place: RegionPath;
  readonly onAct: (commands: readonly string[]) => void;
}

/** The same region as a list, for a narrow screen and for who does not see drawings: the way taken, where it is, what may come next. */
export function ChartList({ place, onAct }: ChartListProps) {
  const { show } = useEventPlace();
  const { region, taken, open } = place;
  const first = region.nodes.find(({ initial }) => initial)?.id ?? '';
  const steps = [
    { state: first, label: CASE_TEXTS.chartBegin, at: '', seq: 0 },
    ...taken.map(({ to, ...one }) => ({ ...one, state: to })),
  ];
  const last = steps.length - 1;
  const mine = open.filter((one) => one.mine);
  const others = open.filter((one) => !one.mine);
  return (
    <div className="chart-list">
      <ol>
        {steps.map(({ state, label, at, seq }, nth) => (
          <li
            key={`${seq} ${state}`}
            className={nth === last ? 'now' : 'taken'}
            aria-current={nth === last ? 'step' : undefined}
          >
            <span className="where">{stateLabel(place, state)}</span>
            {seq === 0 ? (
              <span className="dim">{label}</span>
            ) : (
              <button type="button" className="link-button" onClick={() => show(seq)}>
                {dayText(at.slice(0, 10))} {label}
              </button>
            )}
            {nth === last && <span className="dim"> {CASE_TEXTS.chartHere}</span>}
          </li>
        ))}
      </ol>
      {mine.length > 0 && (
        <>
          <h3>{CASE_TEXTS.chartNext}</h3>
          <ul>
            {mine.map((one) => (
              <li key={`${one.command} ${one.to}`} className="mine">
                <button type="button" className="act-button" onClick={() => onAct([one.command])}>
                  {wordsOf(one, place)}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {others.length > 0 && (
        <details>
          <summary>{CASE_TEXTS.chartOthers(others.length)}</summary>
          <ul>
            {others.map((one) => (
              <li key={`${one.command} ${one.to}`}>{wordsOf(one, place)}</li>
            ))}
          </ul>
        </details>
      )}
      {open.length === 0 && <p className="dim">{CASE_TEXTS.chartNoNext}</p>}
    </div>
  );
}

function wordsOf({ label, to }: Open, place: RegionPath): string {
  return `${label} → ${stateLabel(place, to)}`;
}
