import { contentHash } from '../core/rules/content-hash.ts';
import type { Finding } from '../core/rules/finding.ts';
import { createCalendarBook } from '../ledger/calendars.ts';
import type { RuleBook } from '../ledger/rules.ts';
import { parseScenarios } from '../simulator/scenario.ts';
import { type Given, type Io, type Outcome, optional, required, wholeNumber, wrongUse } from './command.ts';
import { findingLines } from './finding-lines.ts';
import { bundled, readJson } from './input-file.ts';
import { type LedgerAccess, now } from './ledger-access.ts';
import { paintFor } from './paint.ts';
import { criteriaFrom } from './rules-trial.ts';
import { played } from './simulate.ts';
import { officeActor } from './terms-office.ts';

/** Saves a new draft from a file or a copy. */
export async function drafted(book: RuleBook, access: LedgerAccess, given: Given): Promise<Outcome> {
  const [file, base, id, effectiveFrom] = ['file', 'base', 'id', 'effective'].map((name) => optional(given, name));
  if (file === undefined && id === undefined)
    throw wrongUse('复制现有版本时请用 --id 给出新编号，或用 --file 给出规则集文件。');
  const { draft: saved, findings } = await book.draft({
    actor: await officeActor(access, given),
    reason: required(given, 'reason'),
    ...(file === undefined ? {} : { json: readJson(file) }),
    ...(base === undefined ? {} : { base }),
    ...(id === undefined ? {} : { id }),
    ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
  });
  return savedOutcome(saved.id, `草案 ${saved.id} 已保存。`, findings, { ...saved, body: undefined });
}

/** Saves other content of a draft. */
export async function edited(book: RuleBook, access: LedgerAccess, given: Given): Promise<Outcome> {
  const [effectiveFrom, revision] = ['effective', 'revision'].map((name) => optional(given, name));
  const id = String(given.args[0]);
  const json = await editedContent(book, id, given);
  const { draft: saved, findings } = await book.edit(id, {
    actor: await officeActor(access, given),
    reason: required(given, 'reason'),
    ...(json === undefined ? {} : { json }),
    ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
    ...(revision === undefined ? {} : { revision: wholeNumber('--revision', revision, 1, 1_000_000) }),
  });
  return savedOutcome(saved.id, `草案 ${saved.id} 已修改（修订号 ${saved.revision}），须重新批准。`, findings, {
    ...saved,
    body: undefined,
  });
}

/** The content of `--file`, or the draft's own, with the catalogue of `--criteria` in place of the one it had. */
async function editedContent(book: RuleBook, id: string, given: Given): Promise<unknown> {
  const [file, criteria] = [optional(given, 'file'), optional(given, 'criteria')];
  const json = file === undefined ? undefined : readJson(file);
  if (criteria === undefined) return json;
  const catalogue = criteriaFrom(criteria);
  return typeof json === 'object'
    ? { ...json, criteria: catalogue }
    : { ...(await book.rules(id)), criteria: catalogue };
}

/** Plays the draft's scenarios on the virtual clock and writes down how they went. */
export async function tested(book: RuleBook, access: LedgerAccess, given: Given, io: Io): Promise<Outcome> {
  const id = String(given.args[0]);
  const actor = await officeActor(access, given);
  const content = await book.rules(id);
  const { content: calendar } = await createCalendarBook({ db: access.db, now }).newest(content.calendar);
  const scenarios = parseScenarios(readJson(optional(given, 'scenarios') ?? bundled('scenarios.json')));
  const outcome = await played(scenarios, { rules: content, calendar }, paintFor(io), true);
  const failed = (outcome.json as { scenarios: { differences: unknown[] }[] }).scenarios.filter(
    (one) => one.differences.length > 0,
  ).length;
  await book.noteTest(id, { actor, contentHash: contentHash(content), passed: scenarios.length - failed, failed });
  return outcome;
}

function savedOutcome(id: string, sentence: string, findings: readonly Finding[], saved: object): Outcome {
  const errors = findings.filter((finding) => finding.severity === 'error');
  const next =
    errors.length > 0
      ? [`有 ${errors.length} 处错误，改正前不能批准：`, ...findingLines(errors)]
      : [
          `没有错误。接下来：场景检验 duban rules test ${id}，假设推演 duban what-if --draft ${id} --as …，再请另一人批准 duban rules approve ${id}`,
        ];
  return { code: 0, text: [sentence, ...next], json: { draft: saved, findings } };
}
