import { useQuery } from '@tanstack/react-query';
import type { RuleDetail, RuleDifferences, RuleFindings } from '../../api/answers.ts';
import { get, write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { useSession } from '../../api/session.ts';
import { RULE_EDITOR_TEXTS, RULE_ACTS_TEXTS as TEXTS } from '../../texts/rules.ts';
import { Light } from '../../ui/light.tsx';
import { Loaded, Remark } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';
import { ChangeList } from './side.tsx';

/** What whoever approves answers for: the differences, what the tests and the what-if of exactly this content showed, and what he says to them. */
export function ApproveFields({ detail }: { readonly detail: RuleDetail }) {
  const { person } = useSession();
  const base = detail.draft?.base;
  const diff = useQuery({
    queryKey: [...keys.rule(detail.id), 'diff', base],
    queryFn: ({ signal }) => get<RuleDifferences>('/rules/diff', { from: base, to: detail.id }, signal),
    enabled: base !== undefined,
  });
  const lint = useQuery({
    queryKey: [...keys.rule(detail.id), 'lint'],
    queryFn: () => write<RuleFindings>('POST', `/rules/drafts/${detail.id}/lint`, {}),
  });
  const own = detail.history.filter(({ contentHash }) => contentHash === detail.contentHash);
  const tested = own.findLast(({ act }) => act === 'tested');
  const played = own.findLast(({ act }) => act === 'whatIf');
  const failed = tested?.detail === undefined ? 0 : Number(JSON.parse(tested.detail).failed);
  const author = detail.history.some(
    ({ act, person: who }) => (act === 'drafted' || act === 'edited') && who === person.id,
  );
  return (
    <>
      {author && <Remark tone="warn">{TEXTS.approveOwn}</Remark>}
      <p>{TEXTS.approveHow}</p>
      <dl className="shown">
        <dt>{TEXTS.shown.findings}</dt>
        <dd>
          <Loaded query={lint} rows={1}>
            {({ errors, warnings }) => (
              <Light
                tone={errors > 0 ? 'red' : warnings > 0 ? 'amber' : 'green'}
                word={
                  errors + warnings === 0
                    ? RULE_EDITOR_TEXTS.findings.clean
                    : RULE_EDITOR_TEXTS.findings.counts(errors, warnings)
                }
              />
            )}
          </Loaded>
        </dd>
        <dt>{TEXTS.shown.tested}</dt>
        <dd>
          {tested?.detail === undefined
            ? TEXTS.shown.notTested
            : `${instantText(tested.at)} ${TEXTS.testResult(Number(JSON.parse(tested.detail).passed), failed)}`}
        </dd>
        <dt>{TEXTS.shown.whatIf}</dt>
        <dd>
          {played?.detail === undefined
            ? TEXTS.shown.notPlayed
            : `${instantText(played.at)} ${headWords(played.detail)}`}
        </dd>
      </dl>
      <Loaded query={diff} rows={4}>
        {({ changes }) => (
          <>
            <ChangeList changes={changes} />
            <label className="yes">
              <input type="checkbox" required /> {TEXTS.differencesSeen(changes.length)}
            </label>
          </>
        )}
      </Loaded>
      {failed > 0 && <Answer name="withDifferences" label={TEXTS.withDifferences} required />}
      {played === undefined && <Answer name="withoutWhatIf" label={TEXTS.withoutWhatIf} required />}
      <Answer name="reason" label={TEXTS.opinion} />
    </>
  );
}

function headWords(detail: string): string {
  const { cases, casesNewlyLate, casesNoLongerLate } = JSON.parse(detail);
  return RULE_EDITOR_TEXTS.trail.whatIf(cases, casesNewlyLate, casesNoLongerLate);
}

function Answer({
  name,
  label,
  required = false,
}: {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
}) {
  return (
    <label>
      {label}
      <textarea className="plain-input" name={name} rows={2} maxLength={2_000} required={required} />
    </label>
  );
}
