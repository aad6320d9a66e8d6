import type { Allowed, AllowedCommand } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { useNames } from '../../ui/names.ts';
import { Card } from './card.tsx';
import type { OrderedActs } from './order-acts.ts';

interface ActsCardProps {
  readonly closed: boolean;
  readonly acts: OrderedActs;
  readonly others: Allowed['others'];
  readonly onAct: (command: string) => void;
}

/** What may be done now: mine as buttons that carry the verb, the rest folded, and what is for others to do. */
export function ActsCard({ closed, acts: { awaited, first, rest }, others, onAct }: ActsCardProps) {
  const names = useNames();
  const none = rest.length === 0 ? CASE_TEXTS.actsNone : closed ? CASE_TEXTS.actsClosed : CASE_TEXTS.actsNotNow;
  return (
    <Card title={CASE_TEXTS.acts} id="acts">
      {first.length === 0 && <p className="dim">{none}</p>}
      <ActButtons acts={first} awaited={awaited} onAct={onAct} />
      {rest.length > 0 && (
        <details>
          <summary>{CASE_TEXTS.moreActs(rest.length)}</summary>
          <ActButtons acts={rest} onAct={onAct} />
        </details>
      )}
      {others.length > 0 && (
        <details>
          <summary>{CASE_TEXTS.others(others.length)}</summary>
          <ul className="plain-list">
            {others.map(({ type, label, by }) => (
              <li key={type}>
                {label} <span className="dim">{by.map((post) => names.post(post)).join('、')}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

interface ActButtonsProps {
  readonly acts: readonly AllowedCommand[];
  /** What the case waits for. */
  readonly awaited?: string | undefined;
  readonly onAct: (command: string) => void;
}

function ActButtons({ acts, awaited, onAct }: ActButtonsProps) {
  return (
    <div className="act-buttons">
      {acts.map(({ type, label }) => (
        <button
          type="button"
          key={type}
          className={type === awaited ? 'act-button main' : 'act-button'}
          onClick={() => onAct(type)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
