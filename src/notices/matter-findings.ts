import type { CaseEvent } from '../core/case.ts';
import type { Cause, MatterState } from '../core/matter/state.ts';
import { ruleLabelled } from '../core/rules/rule-label.ts';
import { eventWord, paperClockWord, postWord, stageWord, UNIT_WORDS, VERDICT_WORDS } from '../core/words.ts';
import {
  citation,
  type Facts,
  type Found,
  lastDayOf,
  lastOf,
  lateSince,
  recordMark,
  sourceOf,
  sourceOfAll,
  stateOf,
  tierLabel,
} from './facts.ts';
import { hazardWords } from './hazard-findings.ts';
import { printedDay } from './printed-words.ts';

const matterOf = (facts: Facts) => stateOf(facts, 'matter') as MatterState | undefined;

/** What a matter is about. */
export function matterWords(facts: Facts): Found | undefined {
  const matter = matterOf(facts);
  const opened = lastOf(facts, 'MatterOpened');
  if (matter === undefined || opened === undefined) return undefined;
  const tier = tierLabel(facts, matter.tier);
  const ofHazard = isOfHazard(matter);
  const who = facts.names.organisation(ofHazard ? matter.unit : matter.subject.organisation) ?? '';
  const number = matter.opener === undefined ? '' : `${ofHazard ? '隐患' : '履职事项'}编号${matter.opener}`;
  const about = [number, tier ?? ''].filter((one) => one !== '').join('，');
  return {
    value: `${who}“${matter.title}”${ofHazard ? '整改' : '履职'}事项${about === '' ? '' : `（${about}）`}`,
    from: sourceOf(opened),
  };
}

/** Whether a hazard stands behind the matter, or a recurring duty or what the office itself has found. */
function isOfHazard({ causes }: MatterState): boolean {
  return causes.every((cause) => cause.kind === undefined);
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

/** Whether a cause is a term that ran out; else it is an event (an accident, two failed acceptances), and no days are counted from it. */
function isTerm({ terms }: Facts, { rule, kind, event }: Cause): boolean {
  return kind === undefined ? isTermOfHazard(terms, rule) : event !== true;
}

function isTermOfHazard(terms: Facts['terms'], rule: string): boolean {
  return terms.rules.deadlines.some((one) => one.id === rule);
}

/** The day by which the unit had to put the hazard right, whatever it is that lapsed; without a hazard the day of the first duty that was missed. */
export function rectificationDay(facts: Facts): Found | undefined {
  const late = dutiesOf(facts).find(({ cause }) => cause.rule.endsWith('.rectify'));
  return late?.lastDay ?? lastDayOf(facts, /\.rectify$/) ?? dutiesOf(facts)[0]?.lastDay;
}

/** Of a paper that must be signed for: the answer is owed so long after its receipt, and on the last day at the latest (handbook §21). */
export function answerFrom(facts: Facts): Found | undefined {
  const matter = matterOf(facts);
  const ladder = facts.terms.rules.ladders.find((one) => one.id === matter?.ladder);
  const rung = ladder?.rungs.find((one) => one.notice === facts.kind.id);
  if (!ladder || !rung?.receiptRequired || !rung.answerWithin) return undefined;
  const { value, unit } = rung.answerWithin;
  return {
    value: `自签收之日起${value}${UNIT_WORDS[unit] ?? unit}内，至迟不超过上述日期`,
    from: { rule: `ladders.${ladder.id}.${rung.rung}` },
  };
}

/** What was not done in time, sentence by sentence; each names its record. Of a hazard alone: what it is and how far it has come. */
export function lapses(facts: Facts): Found | undefined {
  const type = facts.kind.fields.find(({ id }) => id === 'facts' || id === 'reasons')?.type;
  const duties = dutiesOf(facts);
  const [first] = duties;
  if (first === undefined) return hazardSoFar(facts);
  const texts = duties.map(({ cause, event }) =>
    isTerm(facts, cause)
      ? `${lateSince(cause.label, cause.lastDay, facts.on)}${recordMark(event)}。`
      : `${printedDay(cause.lastDay)}，${cause.label}${recordMark(event)}。`,
  );
  const from = sourceOfAll(...duties.map(({ event }) => event));
  if (type === 'text') return { value: texts.join(''), from };
  return { value: duties.map(({ event }, i) => ({ text: texts[i] ?? '', from: sourceOf(event) })), from };
}

function hazardSoFar(facts: Facts): Found | undefined {
  const words = hazardWords(facts);
  const hazard = stateOf(facts, 'hazard');
  if (words === undefined || hazard === undefined) return undefined;
  return { value: `${words.value}，目前处于“${stageWord('hazard', hazard.stage)}”环节。`, from: words.from };
}

/** What follows if nothing is done: the rungs above, by the rule set. */
export function nextRungs(facts: Facts): Found | undefined {
  const matter = matterOf(facts);
  const ladder = facts.terms.rules.ladders.find((one) => one.id === matter?.ladder);
  const here = ladder?.rungs.findIndex((one) => one.notice === facts.kind.id) ?? -1;
  if (ladder === undefined || here < 0) return undefined;
  // What goes to the district has conditions of its own, and is not the next step of anything.
  const above = ladder.rungs.slice(here + 1).flatMap((one) => (one.target.startsWith('district.') ? [] : [one.label]));
  if (above.length === 0) return undefined;
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
    from: sourceOfAll(...events),
  };
}

/** Duties and how they ended. */
export function verdictRows({ cases, terms }: Facts): Found | undefined {
  const events = cases.flatMap((one) => one.events).filter((event) => (event.verdicts ?? []).length > 0);
  const rows = events.flatMap((event) =>
    (event.verdicts ?? []).map((verdict) => ({
      duty: ruleLabelled(terms.rules, verdict.duty)?.label ?? paperClockWord(verdict.duty) ?? verdict.duty,
      holder: postWord(verdict.holder),
      due: verdict.lastDay === undefined ? printedDay(verdict.dueAt.slice(0, 10)) : printedDay(verdict.lastDay),
      result: `${VERDICT_WORDS[verdict.result] ?? verdict.result}${verdict.daysLate ? `${verdict.daysLate}日` : ''}${recordMark(event)}`,
    })),
  );
  return rows.length === 0 ? undefined : { value: rows, from: sourceOfAll(...events) };
}

/** Which cases a fact sheet covers. */
export function wholeScope({ cases, event }: Facts): Found | undefined {
  return { value: `案件${cases.map(({ state }) => state.caseId).join('、')}的全部记录`, from: sourceOf(event) };
}
