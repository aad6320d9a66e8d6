import type { Json } from '../core/case.ts';
import type { HazardState } from '../core/hazard/state.ts';
import { eventWord } from '../core/words.ts';
import {
  citation,
  type Facts,
  type Found,
  lastDayOf,
  lastOf,
  recordMark,
  said,
  sourceOf,
  sourceOfAll,
  stateOf,
  tierLabel,
} from './facts.ts';
import { printedDay } from './printed-words.ts';

const hazardOf = (facts: Facts) => stateOf(facts, 'hazard') as HazardState | undefined;

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
  return { value: [row], from: sourceOfAll(event, lastOf(facts, 'HazardRegraded', 'HazardGraded'), order) };
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
    from: sourceOfAll(event, lastOf(facts, 'SubjectCorrected')),
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

function isWords(value: Json | undefined): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
