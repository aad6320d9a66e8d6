import type { Allowed, Paper } from '../../api/answers.ts';
import { useSession } from '../../api/session.ts';
import { NOTICES_TEXTS } from '../../texts/notices.ts';
import { useNames } from '../../ui/names.ts';

/** The acts that carry a paper on, in their order; everything else is folded. */
const FORWARD = [
  'completeNotice',
  'reviewNotice',
  'signNotice',
  'serveNotice',
  'recordReceipt',
  'recordAnswer',
  'closeNotice',
];
/** So many acts are buttons at once. */
const FIRST = 2;

interface PaperActsProps {
  readonly paper: Paper;
  /** What the paper waits for, in words. */
  readonly awaited: string | undefined;
  readonly allowed: Allowed | undefined;
  readonly onAct: (command: string) => void;
}

/** What I may do with the paper now, in which post I would sign it, and what is for others to do. */
export function PaperActs({ paper: { missing, issuer }, awaited, allowed, onAct }: PaperActsProps) {
  const names = useNames();
  const { person } = useSession();
  const mine = allowed?.mine ?? [];
  const others = allowed?.others ?? [];
  // What would be refused now is not offered first: signing before the review, anything before what is missing.
  const notYet = NOTICES_TEXTS.awaitsReview.test(awaited ?? '') ? 'signNotice' : 'reviewNotice';
  const forward = FORWARD.flatMap((type) => mine.find((one) => one.type === type) ?? []).filter(
    ({ type }) => (type === 'completeNotice') === missing.length > 0 && type !== notYet,
  );
  const first = forward.slice(0, FIRST);
  const rest = mine.filter((one) => !first.includes(one));
  const signing = first.find(({ type }) => type === 'signNotice');
  const posts = (signing?.posts ?? [issuer.post]).map((post) => names.post(post)).join('、');
  return (
    <section className="card paper-acts" aria-labelledby="paper-acts">
      <h2 id="paper-acts">{NOTICES_TEXTS.acts}</h2>
      {allowed !== undefined && mine.length === 0 && <p className="dim">{NOTICES_TEXTS.actsNone}</p>}
      {signing !== undefined && <p>{NOTICES_TEXTS.signAs(names.person(person.id), posts)}</p>}
      <Buttons acts={first} main onAct={onAct} />
      {rest.length > 0 && (
        <details>
          <summary>{NOTICES_TEXTS.moreActs}</summary>
          <Buttons acts={rest} onAct={onAct} />
        </details>
      )}
      {others.length > 0 && (
        <details>
          <summary>{NOTICES_TEXTS.others}</summary>
          <ul>
            {others.map(({ type, label, by }) => (
              <li key={type}>
                {label} <span className="dim">{by.map((post) => names.post(post)).join('、')}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

interface ButtonsProps {
  readonly acts: Allowed['mine'];
  readonly main?: boolean;
  readonly onAct: (command: string) => void;
}

function Buttons({ acts, main = false, onAct }: ButtonsProps) {
  return (
    <div className="paper-buttons">
      {acts.map(({ type, label }, nth) => (
        <button
          type="button"
          key={type}
          className={main && nth === 0 ? 'act-button main' : 'act-button'}
          onClick={() => onAct(type)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
