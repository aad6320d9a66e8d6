import { commandTables, kinds } from '../../../core/index.ts';
import { flagWord, REGION_WORDS, stateWord } from '../../../core/words.ts';
import { ballWords } from '../../../replay/ball.ts';
import type { Picture } from '../../../replay/replay.ts';
import { STANDING_WORDS } from '../../../replay/words.ts';
import { REPLAY_TEXTS } from '../../texts/replay.ts';
import { Light } from '../../ui/light.tsx';
import { useNames } from '../../ui/names.ts';
import { dayText, endText } from '../../ui/when.ts';

interface MomentViewProps {
  readonly picture: Picture;
  readonly labels: { readonly [id: string]: string };
}

const TONES = { overdue: 'red', running: 'green', suspended: 'grey' } as const;

/** How a case stood: its states, who had to act, which deadlines ran, what could be done. */
export function MomentView({ picture: { now, kind, skipped }, labels }: MomentViewProps) {
  const names = useNames();
  const later = skipped.filter(({ why }) => why === 'later').length;
  const unknown = skipped.length - later;
  const left = (
    <p className="dim">
      {later > 0 && REPLAY_TEXTS.skippedLater(later)}
      {unknown > 0 && REPLAY_TEXTS.skippedUnknown(unknown)}
    </p>
  );
  if (now === undefined)
    return (
      <section className="card moment">
        <p>{REPLAY_TEXTS.notYet}</p>
        {left}
      </section>
    );
  const { state, ball, duties } = now;
  const acts = kinds[kind].allowed(state);
  const regions = Object.entries(state.regions).filter(([, at]) => at !== 'none' && at !== '');
  return (
    <section className="card moment">
      <h2>{REPLAY_TEXTS.standing}</h2>
      <ul className="chips">
        {regions.map(([region, at]) => (
          <li key={region} className={region === 'main' ? 'main' : ''}>
            {region === 'main' ? '' : `${REGION_WORDS[region] ?? region}：`}
            {stateWord(kind, region, at)}
          </li>
        ))}
      </ul>
      <h3>{REPLAY_TEXTS.ball}</h3>
      <p className="holder">{ballWords(ball, ({ post, organisation }) => names.post(post, organisation))}</p>
      {ball.since !== undefined && <p className="dim">{REPLAY_TEXTS.since(dayText(ball.since.slice(0, 10)))}</p>}
      <h3>{REPLAY_TEXTS.duties}</h3>
      {duties.length === 0 ? (
        <p className="dim">{REPLAY_TEXTS.noDuties}</p>
      ) : (
        <ul className="plain">
          {duties.map(({ clock, standing, holder }) => (
            <li key={clock.id}>
              {labels[clock.rule] ?? labels[clock.id] ?? clock.rule} <span className="nowrap">{endText(clock)}</span>{' '}
              <Light tone={TONES[standing]} word={STANDING_WORDS[standing]} />{' '}
              <span className="dim">{names.post(holder.post, holder.organisation)}</span>
            </li>
          ))}
        </ul>
      )}
      {state.flags !== undefined && state.flags.length > 0 && (
        <>
          <h3>{REPLAY_TEXTS.flags}</h3>
          <p>{[...new Set(state.flags.map(({ code }) => flagWord(code)))].join('；')}</p>
        </>
      )}
      <details>
        <summary>
          {REPLAY_TEXTS.acts}（{acts.length}）
        </summary>
        {acts.length === 0 ? (
          <p className="dim">{REPLAY_TEXTS.noActs}</p>
        ) : (
          <ul className="plain">
            {acts.map(({ type, label, by }) => (
              <li key={type}>
                {label ?? commandTables[kind][type]?.label ?? type}{' '}
                <span className="dim">
                  {by
                    .map((post) => (post === '*' ? '' : names.post(post)))
                    .filter(Boolean)
                    .join('、')}
                </span>
              </li>
            ))}
          </ul>
        )}
      </details>
      {skipped.length > 0 && left}
    </section>
  );
}
