import { useMemo, useState } from 'react';
import { diffRuleSets, type RuleChange } from '../../../core/rules/diff.ts';
import type { RuleAct, RuleFinding } from '../../api/answers.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { Light } from '../../ui/light.tsx';
import { useNames } from '../../ui/names.ts';
import { instantText } from '../../ui/when.ts';
import { useEditor } from './editing.ts';
import { PreviewCard } from './preview-card.tsx';

const { side: TABS, findings: FINDINGS, changes: CHANGES, trail: TRAIL } = RULE_EDITOR_TEXTS;
const TONES = { error: 'red', warning: 'amber', hint: 'grey' } as const;
/** Hints that are shown before somebody asks for all. */
const SOME_HINTS = 5;

interface SideProps {
  readonly id: string;
  readonly base: string | undefined;
  readonly stamp: number;
  readonly checking: boolean;
  readonly history: readonly RuleAct[];
  readonly onJump: (path: string) => void;
}

/** The right side: what the linter found, what a sample case would meet, what was changed, who did what. */
export function Side({ id, base, stamp, checking, history, onJump }: SideProps) {
  const [tab, setTab] = useState<keyof typeof TABS>('findings');
  const { findings } = useEditor();
  const changes = useChanges();
  const counts = { findings: findings.filter(({ severity }) => severity !== 'hint').length, changes: changes.length };
  return (
    <div className="card rule-side">
      <div className="side-tabs" role="tablist">
        {(Object.keys(TABS) as (keyof typeof TABS)[]).map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`side-${one}`}
            aria-selected={tab === one}
            aria-controls="side-panel"
            onClick={() => setTab(one)}
          >
            {TABS[one]} {one in counts && <span className="dim">{counts[one as keyof typeof counts]}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="side-panel" aria-labelledby={`side-${tab}`}>
        {tab === 'findings' && <Findings checking={checking} onJump={onJump} />}
        {tab === 'preview' && <PreviewCard id={id} stamp={stamp} />}
        {tab === 'changes' && <Changes base={base} changes={changes} />}
        {tab === 'trail' && <Trail history={history} />}
      </div>
    </div>
  );
}

/** Every change against what the draft was copied from, in words. */
export function useChanges(): readonly RuleChange[] {
  const { rules, base } = useEditor();
  return useMemo(() => {
    if (base === undefined) return [];
    try {
      return diffRuleSets(base, rules);
    } catch {
      // A number that is half typed cannot be told in words; it can a moment later.
      return [];
    }
  }, [base, rules]);
}

function Findings({ checking, onJump }: Pick<SideProps, 'checking' | 'onJump'>) {
  const { findings } = useEditor();
  const [all, setAll] = useState(false);
  const hints = findings.filter(({ severity }) => severity === 'hint');
  const grave = findings.filter(({ severity }) => severity !== 'hint');
  const shown = all ? findings : [...grave, ...hints.slice(0, SOME_HINTS)];
  const errors = grave.filter(({ severity }) => severity === 'error').length;
  return (
    <>
      <p className="dim" role="status">
        {checking
          ? FINDINGS.checking
          : grave.length === 0
            ? FINDINGS.clean
            : FINDINGS.counts(errors, grave.length - errors)}
      </p>
      <ul className="findings">
        {shown.map((one) => (
          <FindingEntry key={one.path + one.code + one.message} finding={one} onJump={onJump} />
        ))}
      </ul>
      {!all && hints.length > SOME_HINTS && (
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          {FINDINGS.more(hints.length - SOME_HINTS)}
        </button>
      )}
    </>
  );
}

function FindingEntry({ finding, onJump }: { readonly finding: RuleFinding; readonly onJump: (path: string) => void }) {
  const { severity, message, mend, path } = finding;
  return (
    <li>
      <Light tone={TONES[severity]} word={FINDINGS.severity[severity]} />{' '}
      <button type="button" className="link-button" title={FINDINGS.jump} onClick={() => onJump(path)}>
        {message}
      </button>
      {mend !== '' && <span className="dim"> {FINDINGS.mend(mend)}</span>}
    </li>
  );
}

function Changes({ base, changes }: { readonly base: string | undefined; readonly changes: readonly RuleChange[] }) {
  if (base === undefined || changes.length === 0) return <p className="dim">{CHANGES.none}</p>;
  return (
    <>
      <p className="dim">
        {CHANGES.title(base)}，{CHANGES.count(changes.length)}
      </p>
      <ChangeList changes={changes} />
    </>
  );
}

/** Changes, one sentence each: old → new. */
export function ChangeList({ changes }: { readonly changes: readonly RuleChange[] }) {
  return (
    <ul className="change-list">
      {changes.map(({ path, kind, sentence }) => (
        <li key={path + sentence} className={kind}>
          <span className="change-kind">{CHANGES.kinds[kind]}</span> {sentence}
        </li>
      ))}
    </ul>
  );
}

/** Acts on the draft, the newest first; the same hand editing on is one line. */
function Trail({ history }: { readonly history: readonly RuleAct[] }) {
  const names = useNames();
  const acts: { readonly act: RuleAct; count: number }[] = [];
  for (const act of [...history].reverse()) {
    const last = acts.at(-1);
    if (
      last &&
      act.act === 'edited' &&
      last.act.act === 'edited' &&
      last.act.person === act.person &&
      last.act.reason === act.reason
    )
      last.count++;
    else acts.push({ act, count: 1 });
  }
  if (acts.length === 0) return <p className="dim">{TRAIL.none}</p>;
  return (
    <ol className="trail">
      {acts.map(({ act, count }) => (
        <li key={act.at + act.act + act.contentHash}>
          <strong>{TRAIL.acts[act.act as keyof typeof TRAIL.acts] ?? act.act}</strong>
          {count > 1 && <span className="dim"> {TRAIL.times(count)}</span>} {names.person(act.person)} ·{' '}
          {names.post(act.post)}
          <div className="dim">{instantText(act.at)}</div>
          {act.reason !== undefined && <div>{act.reason}</div>}
          {act.detail !== undefined && <div className="dim">{detailText(act.detail)}</div>}
        </li>
      ))}
    </ol>
  );
}

function detailText(detail: string): string {
  const told: unknown = JSON.parse(detail);
  if (typeof told !== 'object' || told === null) return '';
  if ('passed' in told && 'failed' in told) return TRAIL.passed(Number(told.passed), Number(told.failed));
  if ('casesNewlyLate' in told && 'casesNoLongerLate' in told && 'cases' in told)
    return TRAIL.whatIf(Number(told.cases), Number(told.casesNewlyLate), Number(told.casesNoLongerLate));
  return '';
}
