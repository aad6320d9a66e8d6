import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { RuleSet } from '../../../core/rules/rule-set.ts';
import type { RuleDetail } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { useSession } from '../../api/session.ts';
import { ownsRules } from '../../app/who.ts';
import { RULE_EDITOR_TEXTS, RULES_TEXTS } from '../../texts/rules.ts';
import { Page } from '../../ui/page.tsx';
import { Remark } from '../../ui/states.tsx';
import { dayText } from '../../ui/when.ts';
import { DraftBar } from './draft-bar.tsx';
import { EditorContext, type EditorPlace, useEdited } from './editing.ts';
import { dropCopy, readCopy } from './local-copy.ts';
import { PartList, type Place } from './part-list.tsx';
import { PartView } from './part-view.tsx';
import { placeOf } from './parts.ts';
import { RuleActs } from './rule-acts.tsx';
import { pathOf, sameValue } from './rule-path.ts';
import { Side } from './side.tsx';
import { useLint } from './use-checks.ts';
import { useSaving } from './use-saving.ts';

interface RuleSetEditorProps {
  readonly detail: RuleDetail;
  /** What the draft was copied from. */
  readonly base: RuleDetail | undefined;
}

/** List of rules, the rule, what is to be said about it: for a draft each field can be changed, and is kept. */
export function RuleSetEditor({ detail, base }: RuleSetEditorProps) {
  const queries = useQueryClient();
  const session = useSession();
  const mayEdit = ownsRules(session) && (detail.standing === 'draft' || detail.standing === 'approved');
  const [copy] = useState(() => (mayEdit ? readCopy(detail.id) : undefined));
  const edited = useEdited(detail.rules as unknown as RuleSet);
  const { rules, stamp, set } = edited;
  const [restored, setRestored] = useState(false);
  const [reason, setReason] = useState(detail.draft?.reason ?? '');
  const saving = useSaving({ draft: detail, rules, stamp, reason });
  const lint = useLint(detail.id, rules, stamp);
  const findings =
    saving.phase === 'refused'
      ? [...saving.refused, ...lint.findings.filter(({ code }) => code !== 'invalid')]
      : lint.findings;
  const [place, go] = usePlace();
  const jump = useJump(rules, place, go);

  const first = useRef(detail.rules as unknown as RuleSet);
  const put = useRef(set);
  put.current = set;
  useEffect(() => {
    if (copy === undefined || sameValue(copy.rules, first.current)) return;
    put.current([], copy.rules);
    setRestored(true);
  }, [copy]);

  const context = useMemo(
    (): EditorPlace => ({
      rules,
      base: base?.rules as unknown as RuleSet | undefined,
      readOnly: !mayEdit,
      findings,
      set: put.current,
    }),
    [rules, base, mayEdit, findings],
  );
  const takeTheirs = async () => {
    dropCopy(detail.id);
    await queries.resetQueries({ queryKey: keys.rule(detail.id) });
  };
  const keepMine = async () => {
    const { draft } = await get<RuleDetail>(`/rules/${detail.id}`);
    await saving.overwrite(draft?.revision ?? 1);
  };
  return (
    <EditorContext value={context}>
      <Page
        title={rules.label}
        sentence={
          <p className="rule-standing">
            <Link to="/rules">{RULE_EDITOR_TEXTS.back}</Link> · {detail.id} · {RULES_TEXTS.standings[detail.standing]} ·{' '}
            {RULES_TEXTS.columns.effective} {dayText(rules.effectiveFrom)}
          </p>
        }
        actions={
          <RuleActs
            detail={detail}
            before={saving.save}
            errors={findings.filter(({ severity }) => severity === 'error').length}
          />
        }
      >
        {mayEdit ? (
          <DraftBar
            {...{ detail, edited, saving, reason }}
            onReason={setReason}
            onKeepMine={keepMine}
            onTakeTheirs={takeTheirs}
          />
        ) : (
          <Remark>{readOnlyWords(detail.standing)}</Remark>
        )}
        {restored && (
          <Remark>
            {RULE_EDITOR_TEXTS.restored}{' '}
            <button type="button" className="link-button" onClick={() => void takeTheirs()}>
              {RULE_EDITOR_TEXTS.restoredDrop}
            </button>
          </Remark>
        )}
        <div className={mayEdit ? 'rule-editor draft' : 'rule-editor'}>
          <PartList place={place} onGo={go} />
          <section className="card rule-middle" aria-label={RULES_TEXTS.title}>
            <PartView place={place} onGo={go} />
          </section>
          <Side
            id={detail.id}
            base={base?.id}
            stamp={stamp}
            checking={lint.checking}
            history={detail.history}
            onJump={jump}
          />
        </div>
      </Page>
    </EditorContext>
  );
}

function readOnlyWords(standing: RuleDetail['standing']): string {
  if (standing === 'discarded') return RULE_EDITOR_TEXTS.discarded;
  return standing === 'draft' || standing === 'approved' ? RULE_EDITOR_TEXTS.readOnlyDraft : RULE_EDITOR_TEXTS.readOnly;
}

/** Where somebody is stands in the address, so that it can be sent, and the back button goes back. */
function usePlace(): readonly [Place, (place: Place) => void] {
  const [params, setParams] = useSearchParams();
  const [part, item] = [params.get('part') ?? 'deadlines', params.get('item') ?? undefined];
  const go = ({ part: to, item: on }: Place) => setParams(on === undefined ? { part: to } : { part: to, item: on });
  return [item === undefined ? { part } : { part, item }, go];
}

/** Goes to the field that a finding is about, once its part is there. */
function useJump(rules: RuleSet, place: Place, go: (place: Place) => void): (path: string) => void {
  const [wanted, setWanted] = useState<string>();
  const at = `${place.part} ${place.item}`;
  useEffect(() => {
    if (wanted === undefined) return;
    const { part, item } = placeOf(rules, pathOf(wanted));
    if (at !== `${part} ${item}`) return;
    focusNearest(wanted);
    setWanted(undefined);
  }, [wanted, at, rules]);
  return (path) => {
    go(placeOf(rules, pathOf(path)));
    setWanted(path);
  };
}

/** The field itself, else the nearest that holds it and is shown. */
function focusNearest(path: string): void {
  const parts = path.split('.');
  for (let length = parts.length; length > 0; length--) {
    const field = document.querySelector<HTMLElement>(`[data-path="${parts.slice(0, length).join('.')}"]`);
    if (field === null) continue;
    field.scrollIntoView({ block: 'center' });
    field.focus();
    return;
  }
}
