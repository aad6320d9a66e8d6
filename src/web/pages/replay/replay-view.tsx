import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { SealedEvent } from '../../../core/index.ts';
import { parseInstant } from '../../../core/instant.ts';
import { openReplay } from '../../../replay/replay.ts';
import type { EventList, ReplaySteps } from '../../api/answers.ts';
import { REPLAY_TEXTS } from '../../texts/replay.ts';
import { Page } from '../../ui/page.tsx';
import { Remark } from '../../ui/states.tsx';
import { instantText, nowInstant } from '../../ui/when.ts';
import { CompareTable } from './compare-table.tsx';
import { MomentView } from './moment-view.tsx';
import { type Axis, dueMarks, pictureAt, stopAt, stopsOf, stretchesOf } from './moments.ts';
import { TimeBar } from './time-bar.tsx';
import { VerifyCard } from './verify-card.tsx';
import { WhyPanel } from './why-panel.tsx';

interface ReplayViewProps {
  readonly caseId: string;
  readonly list: EventList;
  readonly steps: ReplaySteps | undefined;
}

const AXES: readonly Axis[] = ['fact', 'known'];

/** The life of one case on two clocks: where the slider stands is in the address, so that a moment can be sent to somebody. */
export function ReplayView({ caseId, list, steps }: ReplayViewProps) {
  const [params, setParams] = useSearchParams();
  // An event leaves the interface exactly as it stands in the log; the schema only names what others need of it.
  const events = list.events as unknown as readonly SealedEvent[];
  const axis: Axis = params.get('axis') === 'known' ? 'known' : 'fact';
  // The present is where the page was opened: it must not run away under the slider.
  const now = useMemo(nowInstant, []);
  const model = useMemo(() => {
    const opened = openReplay(events);
    const stops = stopsOf(events, axis, now);
    return { opened, stops, dues: dueMarks(events), stretches: stretchesOf(opened, axis, stops) };
  }, [events, axis, now]);
  const { opened, stops } = model;
  const at = asked(params.get('at')) ?? now;
  const held = asked(params.get('with'));
  const place = stopAt(stops, at);
  const picture = useMemo(() => pictureAt(opened, axis, at), [opened, axis, at]);
  const change = (part: Readonly<Record<string, string | undefined>>) => {
    const next = { ...Object.fromEntries(params), ...part };
    const kept = Object.entries(next).filter((pair): pair is [string, string] => pair[1] !== undefined);
    setParams(Object.fromEntries(kept), { replace: true });
  };
  const go = (to: number) => change({ at: stops[Math.max(0, Math.min(stops.length - 1, to))] });
  const last = picture.now?.seq;
  const step = steps?.steps.find(({ seq }) => seq === last);
  const event = list.events.find(({ seq }) => seq === last);
  return (
    <Page
      title={REPLAY_TEXTS.of(caseId)}
      sentence={
        <p className="sentence">
          <Link to={`/cases/${caseId}`}>{REPLAY_TEXTS.toCase}</Link> · <Link to="/replay">{REPLAY_TEXTS.another}</Link>
        </p>
      }
      filters={<AxisSwitch axis={axis} onAxis={(next) => change({ axis: next })} />}
      side={
        <>
          <MomentView picture={picture} labels={list.labels} />
          {step !== undefined && event !== undefined && <WhyPanel kind={event.kind} step={step} event={event} />}
          {steps !== undefined && steps.total > steps.steps.length && <Remark>{REPLAY_TEXTS.tooMany}</Remark>}
        </>
      }
    >
      <section className="card">
        <p className="now-shown">
          <output>{instantText(at)}</output> {event !== undefined && step !== undefined && <b>{step.label}</b>}
        </p>
        <TimeBar
          {...model}
          events={events}
          labels={list.labels}
          axis={axis}
          place={place}
          at={at}
          held={held}
          onPlace={go}
        />
        <div className="controls">
          <button type="button" className="quiet-button framed" disabled={place === 0} onClick={() => go(0)}>
            {REPLAY_TEXTS.first}
          </button>
          <button type="button" className="quiet-button framed" disabled={place === 0} onClick={() => go(place - 1)}>
            ‹ {REPLAY_TEXTS.back}
          </button>
          <button
            type="button"
            className="quiet-button framed"
            disabled={place >= stops.length - 1}
            onClick={() => go(place + 1)}
          >
            {REPLAY_TEXTS.forward} ›
          </button>
          <button
            type="button"
            className="quiet-button framed"
            disabled={place >= stops.length - 1}
            onClick={() => go(stops.length - 1)}
          >
            {REPLAY_TEXTS.last}
          </button>
          <label className="instant-field">
            {REPLAY_TEXTS.instant}{' '}
            <input
              type="datetime-local"
              className="plain-input"
              value={at.slice(0, 16)}
              onChange={({ target }) => {
                if (target.value !== '') change({ at: `${target.value.slice(0, 16)}:59+08:00` });
              }}
            />
          </label>
          <button
            type="button"
            className="quiet-button framed"
            onClick={() => change({ with: held === undefined ? at : undefined })}
          >
            {held === undefined ? REPLAY_TEXTS.hold : REPLAY_TEXTS.release}
          </button>
        </div>
        {held === undefined && <p className="dim">{REPLAY_TEXTS.compareHow}</p>}
      </section>
      {held !== undefined && (
        <CompareTable
          held={{ at: held, picture: pictureAt(opened, axis, held) }}
          shown={{ at, picture }}
          labels={list.labels}
          events={events}
        />
      )}
      <VerifyCard caseId={caseId} />
    </Page>
  );
}

function AxisSwitch({ axis, onAxis }: { readonly axis: Axis; readonly onAxis: (axis: Axis) => void }) {
  return (
    <fieldset className="axis-switch">
      <legend className="only-read">{REPLAY_TEXTS.axis}</legend>
      {AXES.map((one) => (
        <label key={one}>
          <input type="radio" name="axis" checked={one === axis} onChange={() => onAxis(one)} />
          {REPLAY_TEXTS.axes[one]}
        </label>
      ))}
      <span className="dim">{REPLAY_TEXTS.axisHow[axis]}</span>
    </fieldset>
  );
}

/** An instant of the address; what is none is as if it were not there. */
function asked(text: string | null): string | undefined {
  if (text === null) return undefined;
  try {
    return parseInstant(text);
  } catch {
    return undefined;
  }
}
