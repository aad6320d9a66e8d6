import { databaseError } from '../../db/database-error.ts';
import type { Database } from '../../db/open.ts';
import { addDraft, type RuleDraft, readDraft, readDrafts, replaceDraft } from '../../db/rule-draft.ts';
import {
  publishRuleSet,
  type RuleSetEntry,
  readRuleSetBody,
  readRuleSets,
  withdrawRuleSet,
} from '../../db/rule-set.ts';
import { noteTermsAct, readTermsHistory, type TermsAct } from '../../db/terms-history.ts';
import type { Actor } from '../core/case.ts';
import { type Day, dayOf, type Instant } from '../core/instant.ts';
import { contentHash, ruleSetText } from '../core/rules/content-hash.ts';
import { diffRuleSets, type RuleChange } from '../core/rules/diff.ts';
import type { Finding } from '../core/rules/finding.ts';
import { lintRuleSet } from '../core/rules/lint.ts';
import { loadRuleSet, type RuleSet, RuleSetError } from '../core/rules/rule-set.ts';
import { type Excuses, passGate, shownOf } from './approval-gate.ts';
import { actOf, mayAct, reasonOf } from './rule-acts.ts';
import { draftLine, inForceOf, lineOf, type RuleSetLine, standingOf } from './rule-lines.ts';
import { lintContext } from './rule-lint.ts';
import { TermsRefused } from './terms-refused.ts';

/** A rule set with everything known about it. */
export interface RuleSetView extends RuleSetLine {
  readonly rules: RuleSet;
  readonly history: readonly TermsAct[];
}

/** What a draft is made of. */
export interface DraftRequest {
  /** JSON of a rule set; absent: a copy of `base`. */
  readonly json?: unknown;
  /** Published version it is copied from; default: the one in force. */
  readonly base?: string;
  /** Id of the new version where `json` does not give it. */
  readonly id?: string;
  readonly effectiveFrom?: Day;
  readonly reason: string;
  readonly actor: Actor;
}

/** A draft as it was saved, with what the linter says of it. */
export interface SavedDraft {
  readonly draft: RuleDraft;
  readonly findings: readonly Finding[];
}

interface Ran {
  readonly actor: Actor;
  /** Of what was run, which need not be the draft as it stands by now. */
  readonly contentHash: string;
}

/** What the record keeps of a what-if: the report itself can be had again. */
export interface WhatIfHead {
  readonly from: Day;
  readonly to: Day;
  readonly cases: number;
  readonly casesNewlyLate: number;
  readonly casesNoLongerLate: number;
  /** Cases that the rules of then did not give back as they are recorded. */
  readonly different: number;
}

/** The life of rule sets: draft, lint, approval by a second person, publication, withdrawal. Throws TermsRefused or DatabaseError; nothing is stored half-way. */
export interface RuleBook {
  /** Published versions and drafts; the newest first. */
  list(): Promise<readonly RuleSetLine[]>;
  show(id: string): Promise<RuleSetView>;
  rules(id: string): Promise<RuleSet>;
  /** Canonical JSON whose SHA-256 is the content hash. */
  text(id: string): Promise<string>;
  draft(request: DraftRequest): Promise<SavedDraft>;
  /** Saves other content; an approval given before is void. */
  edit(id: string, request: Omit<DraftRequest, 'base' | 'id'> & { readonly revision?: number }): Promise<SavedDraft>;
  lint(id: string): Promise<readonly Finding[]>;
  /** Lints a rule set that is in no table. */
  lintContent(rules: RuleSet): Promise<readonly Finding[]>;
  /** Writes down that the draft's own scenarios were run on the content of this hash. */
  noteTest(id: string, request: Ran & { readonly passed: number; readonly failed: number }): Promise<void>;
  /** Writes down that the office's history was played under the content of this hash. */
  noteWhatIf(id: string, request: Ran & { readonly report: WhatIfHead }): Promise<void>;
  /** Refused unless lint has no error, the scenarios hold, and where there are cases a what-if was run; or the one who approves says why not. */
  approve(
    id: string,
    request: {
      readonly actor: Actor;
      readonly reason?: string;
      readonly contentHash?: string;
    } & Excuses,
  ): Promise<RuleDraft>;
  publish(
    id: string,
    request: { readonly actor: Actor; readonly reason?: string; readonly effectiveFrom?: Day },
  ): Promise<RuleSetEntry>;
  /** Withdraws a published version that has not taken effect, or discards a draft. */
  withdraw(id: string, request: { readonly actor: Actor; readonly reason: string }): Promise<'withdrawn' | 'discarded'>;
  diff(from: string, to: string): Promise<readonly RuleChange[]>;
}

/** The only writer of rule sets and their drafts. */
export function createRuleBook({ db, now }: { readonly db: Database; now(): Instant }): RuleBook {
  const { knex } = db;

  /** Published versions never change: each is parsed once. */
  const parsed = new Map<string, RuleSet>();

  async function rules(id: string): Promise<RuleSet> {
    const known = parsed.get(id);
    if (known !== undefined) return known;
    const published = await readRuleSetBody(knex, id);
    const body = published ?? (await readDraft(knex, id))?.body;
    if (body === undefined) throw new TermsRefused('rule-set-not-found', [], id);
    const content = loadRuleSet(JSON.parse(body));
    if (published !== undefined) parsed.set(id, content);
    return content;
  }

  async function list(): Promise<readonly RuleSetLine[]> {
    const [published, drafts] = await Promise.all([readRuleSets(knex), readDrafts(knex)]);
    const force = inForceOf(published, dayOf(now()));
    const lines = await Promise.all(
      published.map(async (entry) =>
        lineOf(
          entry,
          await rules(entry.id),
          standingOf(entry, force, dayOf(now())),
          drafts.find((one) => one.id === entry.id),
        ),
      ),
    );
    return [...drafts.filter((draft) => draft.state !== 'published').map(draftLine), ...lines];
  }

  async function openDraft(id: string): Promise<RuleDraft> {
    const draft = await readDraft(knex, id);
    if (draft === undefined) throw new TermsRefused('draft-not-found', [], id);
    if (draft.state === 'published' || draft.state === 'discarded') throw new TermsRefused('draft-closed', [], id);
    return draft;
  }

  async function lintContent(content: RuleSet, base?: string): Promise<readonly Finding[]> {
    return lintRuleSet(content, await lintContext(knex, now(), base, rules));
  }

  async function withoutErrors(draft: RuleDraft): Promise<RuleSet> {
    const content = loadRuleSet(JSON.parse(draft.body));
    const errors = (await lintContent(content, draft.base)).filter((finding) => finding.severity === 'error');
    if (errors.length > 0) throw new TermsRefused('lint-errors', errors);
    return content;
  }

  async function hasCases(): Promise<boolean> {
    return (await knex('case_view').select('case_id').first()) !== undefined;
  }

  async function noteRun(id: string, act: 'tested' | 'whatIf', { actor: given, contentHash }: Ran, detail: object) {
    const actor = mayAct(given);
    await noteTermsAct(knex, actOf(act, { ...(await openDraft(id)), contentHash }, actor, now(), undefined, detail));
  }

  const book: RuleBook = {
    list,
    rules,
    lintContent: (content) => lintContent(content),
    async show(id) {
      const line = (await list()).find((one) => one.id === id);
      if (line === undefined) throw new TermsRefused('rule-set-not-found', [], id);
      return { ...line, rules: await rules(id), history: await readTermsHistory(knex, 'ruleSet', id) };
    },
    text: async (id) => ruleSetText(await rules(id)),
    async draft(request) {
      const actor = mayAct(request.actor);
      const reason = reasonOf(request.reason);
      const at = now();
      const base = request.base ?? inForceOf(await readRuleSets(knex), dayOf(at))?.id;
      if (request.base !== undefined && (await readRuleSetBody(knex, request.base)) === undefined)
        throw new TermsRefused('rule-set-not-found', [], request.base);
      const source = request.json ?? (base === undefined ? undefined : await rules(base));
      const content = contentOf(source, request);
      if ((await readRuleSetBody(knex, content.id)) !== undefined)
        throw new TermsRefused('rule-set-id-taken', [{ path: 'id', message: content.id }]);
      const draft: RuleDraft = {
        id: content.id,
        body: ruleSetText(content),
        contentHash: contentHash(content),
        ...(base === undefined ? {} : { base }),
        author: actor.person,
        reason,
        state: 'draft',
        revision: 1,
        createdAt: at,
        updatedAt: at,
      };
      const findings = await lintContent(content, base);
      await knex.transaction(async (trx) => {
        if (!(await addDraft(trx, draft)))
          throw new TermsRefused('rule-set-id-taken', [{ path: 'id', message: draft.id }]);
        await noteTermsAct(trx, actOf('drafted', draft, actor, at, reason, base === undefined ? undefined : { base }));
      });
      return { draft, findings };
    },
    async edit(id, request) {
      const actor = mayAct(request.actor);
      const reason = reasonOf(request.reason);
      const before = await openDraft(id);
      if (request.revision !== undefined && request.revision !== before.revision)
        throw new TermsRefused('draft-stale', [], id);
      const content = contentOf(request.json ?? JSON.parse(before.body), request);
      if (content.id !== id)
        throw new TermsRefused('draft-id-differs', [{ path: 'id', message: `${content.id} ≠ ${id}` }]);
      const { approvedBy: _by, approvedAt: _at, ...rest } = before;
      const at = now();
      const draft: RuleDraft = {
        ...rest,
        body: ruleSetText(content),
        contentHash: contentHash(content),
        state: 'draft',
        revision: before.revision + 1,
        updatedAt: at,
      };
      const findings = await lintContent(content, draft.base);
      await step(draft, before, actOf('edited', draft, actor, at, reason));
      return { draft, findings };
    },
    async lint(id) {
      const draft = await readDraft(knex, id);
      return draft === undefined
        ? lintContent(await rules(id))
        : lintContent(loadRuleSet(JSON.parse(draft.body)), draft.base);
    },
    noteTest: (id, { passed, failed, ...ran }) => noteRun(id, 'tested', ran, { passed, failed }),
    noteWhatIf: (id, { report, ...ran }) => noteRun(id, 'whatIf', ran, report),
    async approve(id, request) {
      const actor = mayAct(request.actor);
      const before = await openDraft(id);
      const history = await readTermsHistory(knex, 'ruleSet', id);
      const authors = history.filter((act) => act.act === 'drafted' || act.act === 'edited').map((act) => act.person);
      if (before.author === actor.person || authors.includes(actor.person))
        throw new TermsRefused('approval-by-author');
      if (request.contentHash !== undefined && request.contentHash !== before.contentHash)
        throw new TermsRefused('draft-stale', [], id);
      await withoutErrors(before);
      const shown = passGate(shownOf(history, before.contentHash), await hasCases(), request);
      const at = now();
      const draft: RuleDraft = {
        ...before,
        state: 'approved',
        approvedBy: actor.person,
        approvedAt: at,
        revision: before.revision + 1,
        updatedAt: at,
      };
      await step(draft, before, actOf('approved', draft, actor, at, request.reason, shown));
      return draft;
    },
    async publish(id, request) {
      const actor = mayAct(request.actor);
      const before = await openDraft(id);
      const content = await withoutErrors(before);
      if (before.state !== 'approved' || before.approvedBy === undefined)
        throw new TermsRefused('not-approved', [], id);
      const at = now();
      if (request.effectiveFrom !== undefined && request.effectiveFrom !== content.effectiveFrom)
        throw new TermsRefused('effective-day-not-approved', [
          { path: 'effectiveFrom', message: `批准的是 ${content.effectiveFrom}，要求的是 ${request.effectiveFrom}` },
        ]);
      if (content.effectiveFrom < dayOf(at))
        throw new TermsRefused('effective-day-past', [
          { path: 'effectiveFrom', message: `${content.effectiveFrom} 早于今天 ${dayOf(at)}` },
        ]);
      const { body, contentHash: hash } = before;
      const entry = {
        id,
        effectiveFrom: content.effectiveFrom,
        calendar: content.calendar,
        publishedAt: at,
        publishedBy: actor.person,
        contentHash: hash,
      };
      const draft: RuleDraft = { ...before, state: 'published', revision: before.revision + 1, updatedAt: at };
      await step(
        draft,
        before,
        actOf('published', draft, actor, at, request.reason, {
          effectiveFrom: content.effectiveFrom,
          approvedBy: before.approvedBy,
        }),
        async (trx) => {
          if (!(await publishRuleSet(trx, { ...entry, body })))
            throw new TermsRefused('rule-set-id-taken', [{ path: 'id', message: id }]);
        },
      );
      return entry;
    },
    async withdraw(id, request) {
      const actor = mayAct(request.actor);
      const reason = reasonOf(request.reason);
      const at = now();
      const published = (await readRuleSets(knex)).find((entry) => entry.id === id);
      if (published === undefined) {
        const before = await readDraft(knex, id);
        if (before === undefined) throw new TermsRefused('rule-set-not-found', [], id);
        if (before.state === 'discarded') throw new TermsRefused('already-withdrawn', [], id);
        const draft: RuleDraft = { ...before, state: 'discarded', revision: before.revision + 1, updatedAt: at };
        await step(draft, before, actOf('discarded', draft, actor, at, reason));
        return 'discarded';
      }
      if (published.withdrawn) throw new TermsRefused('already-withdrawn', [], id);
      if (published.effectiveFrom <= dayOf(at))
        throw new TermsRefused('already-in-force', [
          { path: 'effectiveFrom', message: `${published.effectiveFrom} 起生效` },
        ]);
      await knex.transaction(async (trx) => {
        if (!(await withdrawRuleSet(trx, id, { at, person: actor.person, reason })))
          throw new TermsRefused('already-withdrawn', [], id);
        await noteTermsAct(trx, {
          object: 'ruleSet',
          id,
          at,
          act: 'withdrawn',
          person: actor.person,
          post: actor.post,
          reason,
        });
      });
      return 'withdrawn';
    },
    async diff(from, to) {
      return diffRuleSets(await rules(from), await rules(to));
    },
  };

  /** One step of a draft's life: the draft, what goes with it and the act on record, or none of them. */
  async function step(
    draft: RuleDraft,
    before: RuleDraft,
    act: TermsAct,
    more?: (trx: Database['knex']) => Promise<void>,
  ): Promise<void> {
    await knex.transaction(async (trx) => {
      if (!(await replaceDraft(trx, draft, before.revision))) throw new TermsRefused('draft-stale', [], draft.id);
      await more?.(trx);
      await noteTermsAct(trx, act);
    });
  }

  return guarded(book);
}

/** Errors of the driver become typed ones, as everywhere else. */
function guarded(book: RuleBook): RuleBook {
  return Object.fromEntries(
    Object.entries(book).map(([name, method]) => [
      name,
      async (...args: unknown[]) => {
        try {
          return await (method as (...given: unknown[]) => Promise<unknown>)(...args);
        } catch (error) {
          throw databaseError(error);
        }
      },
    ]),
  ) as unknown as RuleBook;
}

/** The rule set that a request is about, checked; ids and effective days given apart stand over those inside. */
function contentOf(
  json: unknown,
  { id, effectiveFrom }: { readonly id?: string; readonly effectiveFrom?: Day },
): RuleSet {
  const given =
    typeof json === 'object' && json !== null && !Array.isArray(json)
      ? { ...json, ...(id === undefined ? {} : { id }), ...(effectiveFrom === undefined ? {} : { effectiveFrom }) }
      : json;
  try {
    return loadRuleSet(given);
  } catch (error) {
    if (error instanceof RuleSetError) throw new TermsRefused('rule-set-invalid', error.findings);
    throw error;
  }
}
