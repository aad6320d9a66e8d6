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
      {open.length === 0 ? (
        <p className="dim">{CASE_TEXTS.chartNoNext}</p>
      ) : (
        <>
          <h3>{CASE_TEXTS.chartNext}</h3>
          <ul>
            {open
              .toSorted((a, b) => Number(b.mine) - Number(a.mine))
              .map((one) => (
                <Next key={`${one.command} ${one.to}`} one={one} place={place} onAct={onAct} />
              ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Next({ one, place, onAct }: ChartListProps & { readonly one: Open }) {
  const words = (
    <>
      {one.label} → {stateLabel(place, one.to)}
    </>
  );
  return (
    <li className={one.mine ? 'mine' : 'plain'}>
      {one.mine ? (
        <button type="button" className="case-act" onClick={() => onAct([one.command])}>
          {words}
        </button>
      ) : (
        <span className="dim">
          {words}（{CASE_TEXTS.chartOthers}）
        </span>
      )}
    </li>
  );
}
