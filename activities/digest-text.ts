import type { Terms } from '../src/core/case.ts';
import { nextWorkingDay } from '../src/core/deadline/working-days.ts';
import { type Day, dayOf, type Instant } from '../src/core/instant.ts';
import { ASKING, type DeliveryFacts } from './facts.ts';
import { dayText, FOOTER, type Item, itemOf, oneLine, type Words } from './mail-text.ts';

/** What a digest is made of. */
export interface DigestFacts {
  readonly day: Day;
  readonly items: readonly DeliveryFacts[];
  readonly calendar: Terms['calendar'];
  readonly words: Words;
  /** Address of a case; undefined where the product has none. */
  readonly link: (caseId: string) => string | undefined;
  /** Name of a unit. */
  readonly unit: (id: string) => string;
}

/** What comes of it if nobody acts, the worst first; also the order of the mail. */
const RANKS = ['危及人身安全', '已逾期', '今日到期', '即将到期', '待办', '其他通知'] as const;

interface Ranked {
  readonly facts: DeliveryFacts;
  readonly rank: number;
  readonly dueAt: Instant;
  readonly item: Item;
}

/** A digest as it is sent. */
export interface Digest {
  readonly subject: string;
  readonly text: string;
  readonly short: string;
  /** Deliveries whose own words could not be made: the digest names their case and no more. */
  readonly unmade: readonly string[];
}

/** What stands for a thing whose text cannot be made: the others are told all the same, and nobody is told nothing. */
const UNMADE: Item = {
  name: '办理通知',
  duty: '办理通知',
  why: '见系统中的记录',
  want: '该事项的文字无法生成，请登录系统查看并办理。',
  next: '已报系统管理人员处理；后续进展以系统中的记录为准。',
};

/** One mail for everything that a person should know this morning: ordered by consequence, grouped by case, each duty once. */
export function composeDigest(digest: DigestFacts): Digest {
  const ranked = onceEach(digest.items.map((facts) => rank(facts, digest))).sort(byConsequence);
  const counts = RANKS.flatMap((name, n) => {
    const count = ranked.filter((one) => one.rank === n).length;
    return count === 0 ? [] : [`${name} ${count} 件`];
  });
  const cases = [...Map.groupBy(ranked, ({ facts }) => facts.row.caseId).values()];
  const lines = [
    `${dayText(digest.day)}，共 ${ranked.length} 项（${counts.join('、')}），按后果轻重排列。`,
    ...cases.flatMap((ofCase, n) => ['', ...caseLines(ofCase, n + 1, digest)]),
    '',
    FOOTER,
  ];
  const subject = `【督办日报】${counts.slice(0, 3).join('、')}（${Number(digest.day.slice(5, 7))}月${Number(digest.day.slice(8))}日）`;
  const unmade = ranked.flatMap(({ facts, item }) => (item === UNMADE ? [facts.delivery.id] : []));
  return { subject, text: `${lines.map(oneLine).join('\n')}\n`, short: subject, unmade };
}

function caseLines(ofCase: readonly Ranked[], n: number, digest: DigestFacts): readonly string[] {
  const first = ofCase[0]?.facts;
  if (first === undefined) return [];
  const { caseId, title, unit } = first.row;
  const url = digest.link(caseId);
  return [
    `${n}. ${caseId}　${title}${unit === undefined ? '' : `（${digest.unit(unit)}）`}`,
    ...ofCase.flatMap(({ item, rank: place }) => itemLines(item, place)),
    ...(url === undefined ? [] : [`   查看办理：${url}`]),
  ];
}

function itemLines({ name, duty, why, want, deadline, next }: Item, place: number): readonly string[] {
  return [
    `   ■ ${name}${duty === name ? '' : `：${duty}`}（${RANKS[place]}）`,
    `     为何发给你：${why}`,
    `     要做什么：${want}`,
    ...(deadline === undefined ? [] : [`     期限：${deadline}`]),
    `     接下来：${next}`,
  ];
}

function factsFor({ delivery, event, row, clock }: DeliveryFacts, { day, calendar }: DigestFacts) {
  return { delivery, event, title: row.title, today: day, calendar, ...(clock === undefined ? {} : { clock }) };
}

/** Reminder and lapse of one duty in one digest are one matter: what the record says now counts, told once. */
function onceEach(all: readonly Ranked[]): Ranked[] {
  const best = new Map<string, Ranked>();
  for (const one of all) {
    const { caseId, id } = one.facts.delivery;
    const { clock, delivery } = one.facts;
    // News about the same duty (a recommendation, a transfer that is due) is not the duty itself: each is told.
    const key =
      clock === undefined ? id : `${caseId}\n${clock.id}\n${ASKING.has(delivery.about) ? 'duty' : delivery.about}`;
    const known = best.get(key);
    if (known === undefined || later(one.facts, known.facts)) best.set(key, one);
  }
  return [...best.values()];
}

function later(a: DeliveryFacts, b: DeliveryFacts): boolean {
  return a.delivery.seq > b.delivery.seq || (a.delivery.seq === b.delivery.seq && a.delivery.nth > b.delivery.nth);
}

/** A thing with its words and its place; where either throws, the plain line at the end. */
function rank(facts: DeliveryFacts, digest: DigestFacts): Ranked {
  try {
    return placed(facts, digest, itemOf({ ...factsFor(facts, digest), words: digest.words }));
  } catch {
    return { facts, rank: RANKS.length - 1, dueAt: '9999', item: UNMADE };
  }
}

function placed(facts: DeliveryFacts, { day, calendar }: DigestFacts, item: Item): Ranked {
  const { row, state, clock, delivery } = facts;
  const dueAt = clock?.dueAt ?? (typeof delivery.params.dueAt === 'string' ? delivery.params.dueAt : '9999');
  const last = clock?.lastDay ?? (dueAt === '9999' ? undefined : dayOf(dueAt));
  const place = () => {
    if (row.tier === 'T0') return 0;
    if (clock !== undefined && state !== undefined && Object.hasOwn(state.overdue, clock.id)) return 1;
    if (LATE.has(delivery.about)) return 1;
    if (last === undefined) return TO_DO.has(delivery.about) ? 4 : 5;
    if (last <= day) return 2;
    return last <= nextWorkingDay(calendar, day) ? 3 : 4;
  };
  return { facts, rank: place(), dueAt, item };
}

const LATE = new Set([
  'lapse',
  'answerOverdue',
  'reviewOverdue',
  'receiptOverdue',
  'signatureLate',
  'superiorLate',
  'inPerson',
  'rung',
  'reassigned',
]);

/** What somebody is asked to do, though no day is set for it. */
const TO_DO = new Set([
  'signature',
  'receipt',
  'noticeUndelivered',
  'noticeIncomplete',
  'noticeReturned',
  'noticeReview',
  'interviewIncomplete',
  'interviewPostponed',
  'recallDue',
  'skipProposed',
  'recommend',
  'proposeTransfer',
]);

function byConsequence(a: Ranked, b: Ranked): number {
  const keys = ({ rank: place, dueAt, facts }: Ranked) => `${place} ${dueAt} ${facts.row.caseId}`;
  return keys(a) < keys(b) ? -1 : keys(a) > keys(b) ? 1 : 0;
}
