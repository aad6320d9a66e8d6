import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { addDays, dayOf } from '../../../core/instant.ts';
import type { RuleLine, RuleList, SavedRuleDraft } from '../../api/answers.ts';
import { get, write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import { ownsRules } from '../../app/who.ts';
import { RULES_TEXTS } from '../../texts/rules.ts';
import { useNames } from '../../ui/names.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded, Remark } from '../../ui/states.tsx';
import { dayText, instantText, nowInstant } from '../../ui/when.ts';
import { useLiveness } from './alive-mark.tsx';
import './rules.css';

/** 规则: drafts first, then what is published, and the way to a new draft. */
export function RulesPage() {
  const session = useSession();
  const query = useQuery({ queryKey: keys.rules, queryFn: ({ signal }) => get<RuleList>('/rules', {}, signal) });
  const [drafting, setDrafting] = useState(false);
  const { data } = useLiveness();
  const dead = data?.rules.filter(({ standing }) => standing === 'overdue').length ?? 0;
  const mayDraft = ownsRules(session);
  return (
    <Page
      title={RULES_TEXTS.title}
      sentence={<p className="sentence dim">{RULES_TEXTS.about}</p>}
      actions={
        mayDraft && (
          <button type="button" className="plain-button strong" onClick={() => setDrafting(!drafting)}>
            {RULES_TEXTS.newDraft}
          </button>
        )
      }
    >
      {dead > 0 && <Remark tone="warn">{RULES_TEXTS.deadRules(dead)}</Remark>}
      {drafting && <NewDraft bases={query.data?.rules ?? []} />}
      <Loaded query={query} rows={6} height={56}>
        {({ rules }) => {
          const drafts = rules.filter(({ standing }) => standing === 'draft' || standing === 'approved');
          return (
            <>
              <h2>{RULES_TEXTS.drafts}</h2>
              {drafts.length === 0 ? (
                <EmptyState title={RULES_TEXTS.noDrafts} {...(mayDraft ? { how: RULES_TEXTS.noDraftsHow } : {})} />
              ) : (
                <RuleLines lines={drafts} />
              )}
              <h2>{RULES_TEXTS.published}</h2>
              <RuleLines lines={rules.filter((line) => !drafts.includes(line))} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function RuleLines({ lines }: { readonly lines: readonly RuleLine[] }) {
  const names = useNames();
  return (
    <ul className="rule-lines">
      {lines.map((line) => {
        const { id, label, standing, effectiveFrom, draft, publishedBy, publishedAt } = line;
        const isDraft = standing === 'draft' || standing === 'approved';
        const at = isDraft ? draft?.updatedAt : publishedAt;
        return (
          <li key={id} className={`card rule-line ${standing}`}>
            <Link to={`/rules/${encodeURIComponent(id)}`} className="rule-line-name">
              {label}
            </Link>
            <span className={`standing ${standing}`}>{RULES_TEXTS.standings[standing]}</span>
            <span className="dim">{id}</span>
            <span>
              {RULES_TEXTS.columns.effective} {dayText(effectiveFrom)}
            </span>
            <span className="dim">
              {isDraft && draft !== undefined && RULES_TEXTS.author(names.person(draft.author))}
              {!isDraft && publishedBy !== undefined && RULES_TEXTS.publisher(names.person(publishedBy))}{' '}
              {at === undefined ? '' : instantText(at)}
            </span>
            {draft?.reason !== undefined && isDraft && <span className="rule-line-why">{draft.reason}</span>}
          </li>
        );
      })}
    </ul>
  );
}

/** A draft begins as a copy of a published version. */
function NewDraft({ bases }: { readonly bases: readonly RuleLine[] }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [why, setWhy] = useState('');
  const { draftForm: TEXTS } = RULES_TEXTS;
  const published = bases.filter(({ publishedAt, standing }) => publishedAt !== undefined && standing !== 'withdrawn');
  const inForce = published.find(({ standing }) => standing === 'inForce')?.id;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value).trim()]);
    try {
      const { id } = await write<SavedRuleDraft>('POST', '/rules/drafts', Object.fromEntries(given));
      void queries.invalidateQueries({ queryKey: keys.rules });
      void navigate(`/rules/${id}`);
    } catch (error) {
      const { detail, fields } = problemOf(error).body;
      setWhy([detail, ...Object.values(fields ?? {})].join(' '));
    }
  };
  return (
    <form className="card act-form new-draft" onSubmit={(event) => void submit(event)} aria-label={TEXTS.title}>
      <label>
        {TEXTS.base}
        <select className="plain-input" name="base" defaultValue={inForce}>
          {published.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}（{id}）
            </option>
          ))}
        </select>
      </label>
      <label>
        {TEXTS.id}
        <input className="plain-input" name="id" required maxLength={100} placeholder={TEXTS.idHow} />
      </label>
      <label>
        {TEXTS.effective}
        <input
          className="plain-input"
          type="date"
          name="effectiveFrom"
          required
          defaultValue={addDays(dayOf(nowInstant()), 30)}
        />
      </label>
      <label>
        {TEXTS.reason}
        <textarea className="plain-input" name="reason" rows={2} required maxLength={2_000} />
      </label>
      <p className="rule-fault" role="alert">
        {why}
      </p>
      <button type="submit" className="plain-button strong">
        {TEXTS.submit}
      </button>
    </form>
  );
}
