import { Drawer } from 'antd';
import { BASIS_WORDS, eventWord } from '../../../core/words.ts';
import type { CaseKindName, Explained } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { factValue } from '../../texts/case-words.ts';
import { useNames } from '../../ui/names.ts';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';
import { conditionWords } from '../rules/condition-words.ts';
import { useEventPlace } from './event-place.ts';
import { FactValue } from './fact-value.tsx';
import { useExplained } from './queries.ts';

interface WhyDrawerProps {
  readonly caseId: string;
  readonly kind: CaseKindName;
  readonly onClose: () => void;
}

/** Why this tier, why this addressee, why this refusal. */
export function WhyDrawer({ caseId, kind, onClose }: WhyDrawerProps) {
  const query = useExplained(caseId);
  return (
    <Drawer open size={560} title={CASE_TEXTS.whyTitle} onClose={onClose}>
      <Loaded query={query}>
        {({ tiers, messages, refusals }) => (
          <div className="why">
            {tiers.length + messages.length + refusals.length === 0 && <EmptyState title={CASE_TEXTS.whyNone} />}
            {tiers.length > 0 && <h2>{CASE_TEXTS.whyTier}</h2>}
            {tiers.map((tier) => (
              <Tier key={tier.seq} caseId={caseId} kind={kind} tier={tier} />
            ))}
            <Messages messages={messages} />
            {refusals.length > 0 && <h2>{CASE_TEXTS.whyRefusals}</h2>}
            <ul className="plain-list">
              {refusals.map((one) => (
                <li key={`${one.at} ${one.type}`}>
                  {instantText(one.at)} {one.label}：{one.message}
                </li>
              ))}
            </ul>
          </div>
        )}
      </Loaded>
    </Drawer>
  );
}

interface TierProps {
  readonly caseId: string;
  readonly kind: CaseKindName;
  readonly tier: Explained['tiers'][number];
}

function Tier({ caseId, kind, tier }: TierProps) {
  const { labels } = useEventPlace();
  const row = tier.row as { readonly id: string; readonly when?: string; readonly basis?: Basis } | undefined;
  const { event, at, facts, proposed, reason, approver, lapseOf } = tier as { readonly [name: string]: unknown };
  return (
    <section className="why-tier">
      <h3>
        {factValue('tier', tier.tier)}{' '}
        <span className="dim">
          {typeof at === 'string' ? instantText(at) : ''} {eventWord(kind, String(event ?? ''))}
        </span>
      </h3>
      {row !== undefined && <p>{CASE_TEXTS.whyTierRow(conditionWords(row.when ?? ''))}</p>}
      {row?.basis !== undefined && <p className="dim">{CASE_TEXTS.whyBasis(basisText(row.basis))}</p>}
      {typeof lapseOf === 'string' && <p>{CASE_TEXTS.whyTierLapse(labels[lapseOf] ?? lapseOf)}</p>}
      {typeof proposed === 'string' && <p>{CASE_TEXTS.whyTierProposed(factValue('tier', proposed))}</p>}
      {[reason, approver].map((words) => (typeof words === 'string' ? <p key={words}>{words}</p> : null))}
      {facts !== undefined && <FactValue caseId={caseId} name="facts" value={facts} command="gradeHazard" />}
    </section>
  );
}

interface Basis {
  readonly tag: string;
  readonly document?: string;
  readonly article?: string;
}

function basisText({ tag, document: title = '', article = '' }: Basis): string {
  return `${title}${article}（${BASIS_WORDS[tag] ?? tag}）`;
}

function Messages({ messages }: { readonly messages: Explained['messages'] }) {
  const names = useNames();
  if (messages.length === 0) return null;
  return (
    <>
      <h2>{CASE_TEXTS.whyMessages}</h2>
      <ul className="plain-list">
        {messages.map(({ seq, event, delivery, because }) => (
          <li key={`${seq} ${delivery.nth} ${delivery.person ?? delivery.post}`}>
            {CASE_TEXTS.whyMessage(
              event,
              [names.post(delivery.post, delivery.organisation), names.person(delivery.person)]
                .filter(Boolean)
                .join(' '),
              because,
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
