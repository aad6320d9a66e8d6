import type { CaseEvent, Json } from '../core/case.ts';
import type { HazardState } from '../core/hazard/state.ts';
import type { Cause, MatterState } from '../core/matter/state.ts';
import { eventWord, postWord, VERDICT_WORDS } from '../core/words.ts';
import {
  citation,
  type Facts,
  type Found,
  lastDayOf,
  lastOf,
  lateSince,
  recordMark,
  said,
  sourceOf,
  stageOf,
  stateOf,
  tierLabel,
} from './facts.ts';
import { printedDay } from './printed-words.ts';

const hazardOf = (facts: Facts) => stateOf(facts, 'hazard') as HazardState | undefined;
const matterOf = (facts: Facts) => stateOf(facts, 'matter') as MatterState | undefined;

/** The unit's name in the register. */
export function unitName({ names, ...facts }: Facts): Found | undefined {
  const unit = facts.cases.map(({ state }) => state.unit).find((one) => one !== undefined);
  const value = unit === undefined ? undefined : names.organisation(unit);
  return value === undefined || unit === undefined
    ? undefined
    : { value, from: { register: 'organisation', id: unit } };
}

/** Posts whose holders inspect; who reports his own hazard has not inspected it. */
const INSPECTORS = /^(street\.|village\.|department\.|expert$)/;

/** Who found the hazard on the spot. */
export function inspectors(facts: Facts): Found | undefined {
  const event = lastOf(facts, 'HazardReported');
  const { person, post } = event?.actor ?? {};
  if (event === undefined || person === undefined || post === undefined || !INSPECTORS.test(post)) return undefined;
  const known = facts.names.person(person);
  return known === undefined ? undefined : { value: [{ ...known }], from: sourceOf(event) };
}

/** The hazard as a row: where, what, by which standard, tier, what is asked. */
export function hazardItems(facts: Facts): Found | undefined {
  const event = lastOf(facts, 'HazardReported');
  const hazard = hazardOf(facts);
  if (event === undefined || hazard === undefined) return undefined;
  const { where, what, standard } = event.payload;
  const order = lastOf(facts, 'RectificationOrdered');
  const tier = tierLabel(facts, hazard.tier);
  const demand = order?.payload.measures;
  const row: { readonly [key: string]: Json | undefined } = {
    where: hazard.where ?? where,
    problem: what,
    ...(isWords(standard) ? { standard } : {}),
    ...(tier === undefined ? {} : { tier }),
    ...(isWords(demand) ? { demand } : {}),
  };
  return { value: [row], from: both(event, lastOf(facts, 'HazardRegraded', 'HazardGraded'), order) };
}

/** The day by which to rectify if it is fixed already, else the period that begins with the service of the paper. */
export function rectificationTerm(facts: Facts): Found | undefined {
  const fixed = lastDayOf(facts, /\.rectify$/);
  if (fixed !== undefined) return fixed;
  const tier = hazardOf(facts)?.tier;
  const rule = facts.terms.rules.deadlines.find((one) => one.id === `hazard.${tier}.rectify`);
  if (rule === undefined || 'monthlyOnDay' in rule.duration) return undefined;
  return { value: { ...rule.duration }, from: { rule: rule.id } };
}

/** The hazard in a sentence: whose, where, what. */
export function hazardWords(facts: Facts): Found | undefined {
  const event = lastOf(facts, 'HazardReported');
  const hazard = hazardOf(facts);
  if (event === undefined || hazard === undefined) return undefined;
  const unit = facts.names.organisation(hazard.unit) ?? '';
  return {
    value: `${unit}${hazard.where}存在“${hazard.what}”的安全隐患（隐患编号${hazard.caseId}）`,
    from: both(event, lastOf(facts, 'SubjectCorrected')),
  };
}

/** Tier and kind of the hazard. */
export function tierWords(facts: Facts): Found | undefined {
  const event = lastOf(facts, 'HazardRegraded', 'HazardGraded');
  const value = tierLabel(facts, hazardOf(facts)?.tier);
  return event === undefined || value === undefined ? undefined : { value, from: sourceOf(event) };
}

/** What the tier rests on: the criterion that was named, else the basis of the row that matched. */
export function grading(facts: Facts): Found | undefined {
  const event = lastOf(facts, 'HazardGraded');
  if (event === undefined) return undefined;
  const given = event.payload.facts as { readonly criterion?: Json } | undefined;
  if (isWords(given?.criterion)) return { value: given.criterion, from: sourceOf(event) };
  const row = facts.terms.rules.tierTable.rows.find((one) => one.id === hazardOf(facts)?.tierRow);
  const { document, article = '' } = row?.basis ?? {};
  return row === undefined || document === undefined
    ? undefined
    : { value: `${document}${article}`, from: { rule: `tierTable.${row.id}` } };
}

/** Names of the files that an event brought: by what they are, numbered. */
export function attachmentsOf(type: string, key: string): (facts: Facts) => Found | undefined {
  return (facts) => {
    const found = said(facts, [type], key);
    const files = Array.isArray(found?.value) ? found.value : [];
    if (found === undefined || files.length === 0) return undefined;
    const what = key === 'photos' ? '现场照片' : '材料';
    const names = files.map((_, i) => `${what}${i + 1}`);
    return { value: files.length > 3 && key === 'photos' ? [`${what}${files.length}张`] : names, from: found.from };
  };
}

/** The acceptance that a lift rests on. */
export function acceptance(facts: Facts): Found | undefined {
  const event = lastOf(facts, 'AcceptancePassed');
  if (event === undefined) return undefined;
  return {
    value: `${printedDay(event.at.slice(0, 10))}验收意见，${recordMark(event).slice(1, -1)}`,
    from: sourceOf(event),
  };
}

/** What was decided, in the record's own words. */
export function outcome(...types: readonly string[]): (facts: Facts) => Found | undefined {
  return (facts) => {
    const event = lastOf(facts, ...types);
    return event === undefined ? undefined : { value: eventWord(event.kind, event.type), from: sourceOf(event) };
  };
}

/** The request that a reply answers. */
export function extensionAsked(facts: Facts): Found | undefined {
  const event = lastOf(facts, 'ExtensionRequested');
  if (event === undefined) return undefined;
  const number = isWords(event.payload.document) ? `（${event.payload.document}）` : '';
  return { value: `你单位${printedDay(event.at.slice(0, 10))}提交的整改延期申请${number}`, from: sourceOf(event) };
}

/** The acceptance team by name. */
export function team(facts: Facts): Found | undefined {
  const found = said(facts, ['AcceptancePassed', 'AcceptanceFailed', 'AcceptanceTaken'], 'team');
  if (found === undefined || !Array.isArray(found.value)) return undefined;
  const people = found.value.map((id) => facts.names.person(String(id))?.name ?? String(id));
  return { value: people, from: found.from };
}

/** The paper that demanded the rectification; before papers had numbers, the event that ordered it. */
export function originalPaper(facts: Facts): Found | undefined {
  const paper = facts.papers?.findLast((one) => one.notice === 'rectificationNotice');
  if (paper !== undefined) return { value: citation(paper), from: { caseId: paper.caseId, seq: paper.seq } };
  const order = lastOf(facts, 'RectificationOrdered');
  if (order === undefined) return undefined;
  return { value: `${printedDay(order.at.slice(0, 10))}下达的整改要求${recordMark(order)}`, from: sourceOf(order) };
}

/** Number of the last paper of a kind. */
export function numbersOf(notice: string): (facts: Facts) => Found | undefined {
  return ({ papers = [] }) => {
    const paper = papers.findLast((one) => one.notice === notice);
    return paper === undefined ? undefined : { value: citation(paper), from: { caseId: paper.caseId, seq: paper.seq } };
  };
}

/** What a matter is about. */
export function matterWords(facts: Facts): Found | undefined {
  const matter = matterOf(facts);
  const opened = lastOf(facts, 'MatterOpened');
  if (matter === undefined || opened === undefined) return undefined;
  const tier = tierLabel(facts, matter.tier);
  const unit = facts.names.organisation(matter.unit) ?? '';
  const number = matter.opener === undefined ? '' : `隐患编号${matter.opener}`;
  const about = [number, tier ?? ''].filter((one) => one !== '').join('，');
  return { value: `${unit}“${matter.title}”整改事项${about === '' ? '' : `（${about}）`}`, from: sourceOf(opened) };
}

/** The lapsed duties that a matter stands for, each with the event that recorded it. */
export function dutiesOf(
  facts: Facts,
): readonly { readonly cause: Cause; readonly event: CaseEvent; readonly lastDay: Found }[] {
  const opened = lastOf(facts, 'MatterOpened');
  return (matterOf(facts)?.causes ?? []).flatMap((cause) => {
    const lapse = facts.cases
      .flatMap(({ events }) => events)
      .findLast(
        (event) => event.type === 'DeadlineLapsed' && (event.payload.rule ?? event.payload.duty) === cause.rule,
      );
    const event = lapse ?? opened;
    return event === undefined ? [] : [{ cause, event, lastDay: { value: cause.lastDay, from: sourceOf(event) } }];
  });
}

/** What was not done in time, sentence by sentence; each names its record. Of a hazard alone: what it is and how far it has come. */
export function lapses(facts: Facts): Found | undefined {
  const type = facts.kind.fields.find(({ id }) => id === 'facts' || id === 'reasons')?.type;
  const duties = dutiesOf(facts);
  const [first] = duties;
  if (first === undefined) return hazardSoFar(facts);
  const texts = duties.map(
    ({ cause, event }) => `${lateSince(cause.label, cause.lastDay, facts.on)}${recordMark(event)}。`,
  );
  const from = both(...duties.map(({ event }) => event));
  if (type === 'text') return { value: texts.join(''), from };
  return { value: duties.map(({ event }, i) => ({ text: texts[i] ?? '', from: sourceOf(event) })), from };
}

function hazardSoFar(facts: Facts): Found | undefined {
  const words = hazardWords(facts);
  const hazard = hazardOf(facts);
  if (words === undefined || hazard === undefined) return undefined;
  return { value: `${words.value}，目前处于“${stageOf(hazard)}”环节。`, from: words.from };
}

/** What follows if nothing is done: the rungs above, by the rule set. */
export function nextRungs(facts: Facts): Found | undefined {
  const matter = matterOf(facts);
  const ladder = facts.terms.rules.ladders.find((one) => one.id === matter?.ladder);
  const here = ladder?.rungs.findIndex((one) => one.notice === facts.kind.id) ?? -1;
  if (ladder === undefined || here < 0) return undefined;
  const above = ladder.rungs.slice(here + 1).map((one) => one.label);
  const { document, article = '' } = ladder.rungs[here]?.basis ?? {};
  const basis = document === undefined ? '' : `依据${document}${article}，`;
  return {
    value: `${basis}仍未落实的，将按规定依次进入${above.join('、')}等程序。`,
    from: { rule: `ladders.${ladder.id}.${here + 1}` },
  };
}

/** The papers of the rungs below, by number where they have one, else by the day on which they became due. */
export function earlierPapers(facts: Facts): Found | undefined {
  const matter = matterOf(facts);
  const below = (matter?.rungs ?? []).filter((taken) => taken.notice !== facts.kind.id && !taken.skipped);
  const cited = below.flatMap((taken) => {
    const paper = facts.papers?.findLast((one) => one.notice === taken.notice);
    if (paper !== undefined) return [{ text: citation(paper), caseId: paper.caseId, seq: paper.seq }];
    const rung = facts.cases
      .flatMap(({ events }) => events)
      .findLast((event) => event.effects.some((one) => one.do === 'issueNotice' && one.notice === taken.notice));
    const label = facts.terms.rules.ladders.find((one) => one.id === matter?.ladder)?.rungs[taken.rung - 1]?.label;
    if (rung === undefined || label === undefined) return [];
    return [{ text: `${label}文书（${printedDay(rung.at.slice(0, 10))}）`, caseId: rung.caseId, seq: rung.seq }];
  });
  const [first, ...rest] = cited;
  if (first === undefined) return undefined;
  const { caseId, seq } = first;
  const also = rest.map((one) => ({ caseId: one.caseId, seq: one.seq }));
  return {
    value: cited.map(({ text }) => text).join('、'),
    from: { caseId, seq, ...(also.length > 0 ? { also } : {}) },
  };
}

/** Who is asked to come: the post that the paper goes to, and whoever holds it. */
export function interviewee({ effect, names }: Facts): Found | undefined {
  const { organisation = '' } = effect.to;
  const value = names.post(effect.to);
  return value === undefined
    ? undefined
    : { value, from: { register: 'post', id: `${effect.to.post}@${organisation}` } };
}

/** How a reward was counted. */
export function rewardBasis(facts: Facts): Found | undefined {
  if (lastOf(facts, 'RewardOffered') === undefined) return undefined;
  const { share, general } = facts.terms.rules.reward;
  const fine = said(facts, ['RewardOffered', 'TipoffVerified'], 'fine')?.value;
  const value =
    fine === undefined
      ? `一般隐患奖励${general.max}元以内`
      : `罚款${String(fine)}元的${Math.round(share * 100)}%，按上下限核定`;
  return { value, from: { rule: 'reward' } };
}

/** Every event of the cases, in order of time, each as a sentence that names its record. */
export function chronology({ cases }: Facts): Found | undefined {
  const events = cases
    .flatMap((one) => one.events)
    .sort((a, b) => (a.at === b.at ? a.seq - b.seq : a.at < b.at ? -1 : 1));
  if (events.length === 0) return undefined;
  return {
    value: events.map((event) => ({
      text: `${printedDay(event.at.slice(0, 10))}，${eventWord(event.kind, event.type)}${recordMark(event)}。`,
      from: sourceOf(event),
    })),
    from: both(...events),
  };
}

/** Duties and how they ended. */
export function verdictRows({ cases, terms }: Facts): Found | undefined {
  const labels = new Map(terms.rules.deadlines.map((rule) => [rule.id, rule.label]));
  const events = cases.flatMap((one) => one.events).filter((event) => (event.verdicts ?? []).length > 0);
  const rows = events.flatMap((event) =>
    (event.verdicts ?? []).map((verdict) => ({
      duty: labels.get(verdict.duty) ?? verdict.duty,
      holder: postWord(verdict.holder),
      due: verdict.lastDay === undefined ? printedDay(verdict.dueAt.slice(0, 10)) : printedDay(verdict.lastDay),
      result: `${VERDICT_WORDS[verdict.result] ?? verdict.result}${verdict.daysLate ? `${verdict.daysLate}日` : ''}${recordMark(event)}`,
    })),
  );
  return rows.length === 0 ? undefined : { value: rows, from: both(...events) };
}

/** Which cases a fact sheet covers. */
export function wholeScope({ cases, event }: Facts): Found | undefined {
  return { value: `案件${cases.map(({ state }) => state.caseId).join('、')}的全部记录`, from: sourceOf(event) };
}

/** The source that several events are together. */
function both(...events: readonly (CaseEvent | undefined)[]): Found['from'] {
  const [first, ...rest] = events.filter((event) => event !== undefined).map(sourceOf);
  if (first === undefined) throw new RangeError('a value from the record needs an event');
  return rest.length === 0 ? first : { ...first, also: rest };
}

function isWords(value: Json | undefined): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
