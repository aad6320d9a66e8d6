import type { Instant, SealedEvent } from '../../../core/index.ts';
import { eventWord } from '../../../core/words.ts';
import { ballWords } from '../../../replay/ball.ts';
import { REPLAY_TEXTS } from '../../texts/replay.ts';
import { useNames } from '../../ui/names.ts';
import { endText, instantText } from '../../ui/when.ts';
import { type Axis, type DueMark, holderKey, instantOf, percentOf, type Stretch } from './moments.ts';

interface TimeBarProps {
  readonly events: readonly SealedEvent[];
  readonly labels: { readonly [id: string]: string };
  readonly axis: Axis;
  readonly stops: readonly Instant[];
  readonly place: number;
  readonly at: Instant;
  readonly held: Instant | undefined;
  readonly dues: readonly DueMark[];
  readonly stretches: readonly Stretch[];
  readonly onPlace: (place: number) => void;
}

/** The life of a case as a bar: records above, deadlines below, who had to act as a band; the slider under it goes from change to change. */
export function TimeBar(props: TimeBarProps) {
  const { events, labels, axis, stops, place, at, held, dues, stretches, onPlace } = props;
  const names = useNames();
  const from = stops[0] ?? at;
  const to = stops.at(-1) ?? at;
  const left = (instant: Instant) => ({ left: `${percentOf(instant, from, to)}%` });
  const holders = [...new Set(stretches.map(({ ball }) => holderKey(ball)))];
  const wordsOf = (stretch: Stretch) =>
    ballWords(stretch.ball, ({ post, organisation }) => names.post(post, organisation));
  return (
    <div className="time-bar">
      <div className="bar-box" role="img" aria-label={REPLAY_TEXTS.bar}>
        <div className="marks above">
          {events.map((event) => {
            const when = instantOf(event, axis);
            const tone = when > at ? 'later' : event.actor.post === 'engine' ? 'engine' : 'act';
            return (
              <span
                key={event.seq}
                className={`mark ${tone}`}
                style={left(when)}
                title={REPLAY_TEXTS.mark(instantText(when), eventWord(event.kind, event.type))}
              >
                ▲
              </span>
            );
          })}
        </div>
        <div className="line">
          {held !== undefined && <span className="cursor held" style={left(held)} />}
          <span className="cursor" style={left(at)} />
        </div>
        <div className="band">
          {stretches.map((stretch) => (
            <span
              key={stretch.from}
              className={`who who-${holderClass(stretch, holders)}`}
              style={{
                left: `${percentOf(stretch.from, from, to)}%`,
                width: `${percentOf(stretch.to, from, to) - percentOf(stretch.from, from, to)}%`,
              }}
              title={wordsOf(stretch)}
            />
          ))}
        </div>
        <div className="marks below">
          {dues
            .filter(({ clock }) => clock.dueAt >= from && clock.dueAt <= to)
            .map(({ clock, lapsed }) => (
              <span
                key={clock.id}
                className={`mark ${lapsed ? 'lapsed' : 'due'}`}
                style={left(clock.dueAt)}
                title={REPLAY_TEXTS.dueMark(labels[clock.rule] ?? labels[clock.id] ?? clock.rule, endText(clock))}
              >
                {lapsed ? '▼' : '▽'}
              </span>
            ))}
        </div>
      </div>
      <input
        type="range"
        min={0}
        max={Math.max(0, stops.length - 1)}
        value={place}
        aria-label={REPLAY_TEXTS.slider}
        aria-valuetext={instantText(at)}
        onChange={({ target }) => onPlace(Number(target.value))}
      />
      <div className="bar-ends dim">
        <span>{instantText(from)}</span>
        <span>{instantText(to)}</span>
      </div>
      <ul className="legend">
        {holders.map((key, i) => {
          const sample = stretches.find(({ ball }) => holderKey(ball) === key);
          return sample === undefined ? null : (
            <li key={key}>
              <span className={`swatch who-${holderClass(sample, holders)}`} aria-hidden="true">
                {sample.ball.with === 'nobody' ? '' : i + 1}
              </span>{' '}
              {holderWords(sample, names.post)}
            </li>
          );
        })}
        <li className="dim">
          {REPLAY_TEXTS.legendEvents}　{REPLAY_TEXTS.legendClocks}　{REPLAY_TEXTS.legendLapsed}
        </li>
      </ul>
      <details>
        <summary>{REPLAY_TEXTS.bandTable}</summary>
        <ol className="stretches">
          {stretches.map((stretch) => (
            <li key={stretch.from}>
              <span className="dim">{REPLAY_TEXTS.bandRow(instantText(stretch.from), instantText(stretch.to))}</span>{' '}
              {wordsOf(stretch)}
            </li>
          ))}
        </ol>
      </details>
    </div>
  );
}

/** As many colours as can be told apart; nobody is always the same grey. */
const COLOURS = 6;

function holderClass({ ball }: Stretch, holders: readonly string[]): string {
  if (ball.with === 'nobody') return 'nobody';
  if (ball.with === 'engine') return 'engine';
  return String(holders.indexOf(holderKey(ball)) % COLOURS);
}

function holderWords({ ball }: Stretch, nameOf: (post: string, organisation?: string) => string): string {
  return ball.post === undefined ? ballWords(ball, () => '') : nameOf(ball.post, ball.organisation);
}
