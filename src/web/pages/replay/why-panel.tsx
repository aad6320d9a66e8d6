import type { KindName } from '../../../core/index.ts';
import { ABOUT_WORDS, BASIS_WORDS, DELIVERY_WORDS, REGION_WORDS, stateWord } from '../../../core/words.ts';
import { becauseWord } from '../../../replay/words.ts';
import type { ReplayStep, SealedEvent } from '../../api/answers.ts';
import { REPLAY_TEXTS } from '../../texts/replay.ts';
import { Light, type Tone } from '../../ui/light.tsx';
import { useNames } from '../../ui/names.ts';
import { instantText } from '../../ui/when.ts';
import { WhoWhen } from '../../ui/who-when.tsx';

interface WhyPanelProps {
  readonly kind: KindName;
  readonly step: ReplayStep;
  readonly event: SealedEvent;
}

/** Why the last step came about and what it did: by which rule, what moved, who was told and whether it arrived, what had been refused. */
export function WhyPanel({ kind, step, event }: WhyPanelProps) {
  const { seq, label, at, rule, moves, told, refusedBefore } = step;
  const names = useNames();
  return (
    <section className="card why-panel" aria-labelledby="why-title">
      <h2 id="why-title">{REPLAY_TEXTS.why}</h2>
      <p>
        <span className="dim">{REPLAY_TEXTS.step(seq)}</span> <WhoWhen event={event}>{<b>{label}</b>}</WhoWhen>{' '}
        <span className="dim">{instantText(at)}</span>
      </p>
      <p className="dim">
        {[names.post(event.actor.post, event.actor.organisation), names.person(event.actor.person)]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {rule.named.length > 0 && (
        <>
          <h3>{REPLAY_TEXTS.byRule}</h3>
          <ul className="plain">
            {rule.named.map(({ id, label: name, basis }) => (
              <li key={id}>
                {name}{' '}
                <Light
                  tone={basis.tag === 'unverified' ? 'amber' : 'grey'}
                  word={BASIS_WORDS[basis.tag] ?? basis.tag}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      {moves.length > 0 && (
        <>
          <h3>{REPLAY_TEXTS.moved}</h3>
          <ul className="plain">
            {moves.map(({ region, from, to }) => (
              <li key={region}>
                {region === 'main' ? '' : `${REGION_WORDS[region] ?? region}：`}
                {stateWord(kind, region, from)} → <b>{stateWord(kind, region, to)}</b>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{REPLAY_TEXTS.told}</h3>
      {told.length === 0 ? (
        <p className="dim">{REPLAY_TEXTS.noTold}</p>
      ) : (
        <ul className="plain">
          {told.map((one, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order of what was told is the record's own
            <li key={i}>
              {ABOUT_WORDS[one.what] ?? one.what} → {names.post(one.to.post, one.to.organisation)}
              <Arrivals deliveries={one.deliveries} />
            </li>
          ))}
        </ul>
      )}
      {refusedBefore.length > 0 && (
        <>
          <h3>{REPLAY_TEXTS.refused}</h3>
          <ul className="plain">
            {refusedBefore.map((one) => (
              <li key={one.at + one.type}>
                {instantText(one.at)} {one.label}：{one.message}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const TONES: { readonly [state: string]: Tone } = { sent: 'green', failed: 'amber' };

function Arrivals({ deliveries }: { readonly deliveries: ReplayStep['told'][number]['deliveries'] }) {
  const names = useNames();
  if (deliveries.length === 0) return <p className="dim">{REPLAY_TEXTS.noDelivery}</p>;
  return (
    <ul className="plain">
      {deliveries.map(({ channel, post, organisation, person, because, state, sentAt }) => (
        <li key={[channel, post, organisation, person].join(' ')}>
          {names.person(person)} <Light tone={TONES[state] ?? 'grey'} word={DELIVERY_WORDS[state] ?? state} />{' '}
          <span className="dim">
            {sentAt !== undefined && REPLAY_TEXTS.sent(instantText(sentAt))}{' '}
            {REPLAY_TEXTS.because(becauseWord(because))}
          </span>
        </li>
      ))}
    </ul>
  );
}
