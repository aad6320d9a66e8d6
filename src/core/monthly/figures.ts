import { addDays, addMonths } from '../instant.ts';
import type { CaseFact } from './fact.ts';
import { isLate } from './plan.ts';
import {
  type Counted,
  counted,
  doneTo,
  entered,
  lastDay,
  lastOf,
  listOf,
  namedBy,
  type ReturnView,
  rounds,
  stockOf,
} from './view.ts';

type Figure = (view: ReturnView) => Counted;

const is =
  (field: string, ...values: readonly string[]) =>
  (fact: CaseFact) =>
    values.includes(String(fact.facts[field] ?? ''));
const stock =
  (what: string, test?: (fact: CaseFact) => boolean): Figure =>
  (view) =>
    counted(stockOf(view, what, test));
const made =
  (register: string, test?: (fact: CaseFact) => boolean): Figure =>
  (view) =>
    counted(entered(view, register, test));
const happened =
  (what: string, did: string, test?: (fact: CaseFact) => boolean): Figure =>
  (view) =>
    counted(doneTo(view, what, did, test));
const paper = (notice: string) => happened('matter', `paper=${notice}`);

/** Hazards that were found by these entries. */
const found = (...facts: readonly (readonly CaseFact[])[]): Counted => {
  const cases = namedBy(facts.flat());
  return { count: cases.length, cases };
};
/** Of those, the ones that had ended by the cut-off. */
const mended = (view: ReturnView, all: Counted): Counted => {
  const cases = all.cases.filter((id) => view.ended.has(id));
  return { count: cases.length, cases };
};
/** Values of a list of entries, summed. */
const valuesOf =
  (register: string, field: string): Figure =>
  (view) =>
    counted(entered(view, register), (fact) => listOf(fact, field).length);

const inTime = (view: ReturnView) => (fact: CaseFact) => {
  const { validTo } = fact.facts;
  return typeof validTo !== 'string' || validTo >= lastDay(view);
};
const running = (fact: CaseFact) => fact.facts.state === 'open';
/** Fields in which liability insurance is mandatory (应急〔2025〕27号), as units carry them. */
const INSURED_FIELDS = [
  'dangerousChemicals',
  'transport',
  'construction',
  'fishery',
  'fireworks',
  'mining',
  'smelting',
];
const mustInsure = (fact: CaseFact) =>
  running(fact) && listOf(fact, 'riskFlags').some((flag) => INSURED_FIELDS.includes(flag));
const handlesChemicals = (fact: CaseFact) => running(fact) && listOf(fact, 'riskFlags').includes('dangerousChemicals');

function insured(view: ReturnView): readonly CaseFact[] {
  const covered = new Set(
    stockOf(view, 'policy', (fact) => fact.facts.state === 'active' && inTime(view)(fact)).map(({ unit }) => unit),
  );
  return stockOf(view, 'unit', mustInsure).filter(({ facts }) => covered.has(String(facts.key)));
}

function reported(view: ReturnView, ...tiers: readonly string[]): Counted {
  const all = lastOf(view, doneTo(view, 'hazard', 'HazardReported'));
  return counted(tiers.length === 0 ? all : all.filter(is('tier', ...tiers)));
}

function byNation(view: ReturnView, major: boolean): Counted {
  const all = lastOf(view, doneTo(view, 'hazard', 'HazardReported'));
  return counted(all.filter(({ facts }) => facts.tier !== '' && view.majorTiers.has(String(facts.tier)) === major));
}

const lapsedRectifying = ({ did }: CaseFact) => did.some((one) => /^lapsed:.*\.(rectify|remove)$/.test(one));
const late =
  (what: string): Figure =>
  (view) =>
    counted(stockOf(view, what, (fact) => isLate(fact, view.to.at)));

/** Every figure of the return by name: what it counts, up to the cut-off, and which cases those are. The sentences name them in braces. */
export const FIGURES: { readonly [name: string]: Figure } = {
  problems: stock('problem', (fact) => !is('state', 'accepted', 'closed')(fact)),
  majorRisks: stock('problem', (fact) => is('kind', 'majorRisk')(fact) && !is('state', 'accepted', 'closed')(fact)),
  majorHazards: stock('problem', (fact) => is('kind', 'majorHazard')(fact) && !is('state', 'accepted', 'closed')(fact)),
  stalledIssues: stock(
    'problem',
    (fact) => is('kind', 'stalledIssue')(fact) && !is('state', 'accepted', 'closed')(fact),
  ),
  problemsNew: made('problem'),
  problemsAccepted: (view) =>
    counted([...doneTo(view, 'problem', 'state=accepted'), ...doneTo(view, 'problem', 'state=closed')]),
  problemVisits: made('problemVisit'),
  surveys: made('surveyRound'),

  sources: stock('source'),
  sourcesI: stock('source', is('level', 'I')),
  sourcesII: stock('source', is('level', 'II')),
  sourcesIII: stock('source', is('level', 'III')),
  sourcesIV: stock('source', is('level', 'IV')),
  chiefVisits: made('sourceVisit', is('asRole', 'chief')),
  deputyVisits: made('sourceVisit', is('asRole', 'deputy')),
  sourceFound: (view) => found(entered(view, 'sourceVisit')),
  sourceMended: (view) => mended(view, found(entered(view, 'sourceVisit'))),

  oversights: made('oversightRound'),
  oversightSampled: valuesOf('oversightRound', 'sampledCases'),
  findings: happened('finding', 'state=confirmed'),
  buckPassing: happened('finding', 'state=confirmed', is('kind', 'buckPassing')),
  paperRectification: happened('finding', 'state=confirmed', is('kind', 'paperRectification')),
  findingsAnswered: happened('finding', 'state=answered'),
  clues: made('clue'),
  cluesReceived: (view) =>
    counted(view.period.filter(({ what, did }) => what === 'clue' && did.some((one) => one.startsWith('receiptAt=')))),

  redListed: stock('roster', (fact) => is('colour', 'red')(fact) && is('stage', 'listed')(fact)),
  blackListed: stock('roster', (fact) => is('colour', 'black')(fact) && is('stage', 'listed')(fact)),
  rosterNew: happened('roster', 'EntryListed'),
  rosterGone: (view) => counted([...doneTo(view, 'roster', 'EntryRemoved'), ...doneTo(view, 'roster', 'EntryExpired')]),
  rosterRecommended: happened('roster', 'EntryRecommended'),
  rosterAnswered: happened('roster', 'DistrictDecided'),
  rosterHearing: stock('roster', is('stage', 'noticed')),

  cells: stock('gridCell'),
  units: stock('unit', running),
  keyUnits: stock('unit', (fact) => running(fact) && fact.facts.key === true),
  inspectionsOwed: (view) => counted(rounds(view, 'duty.inspect').owed),
  inspectionsDone: (view) => counted(rounds(view, 'duty.inspect').done),
  inspections: made('inspection'),
  selfChecksOwed: (view) => counted(rounds(view, 'duty.selfCheck').owed),
  selfChecksDone: (view) => counted(rounds(view, 'duty.selfCheck').done),
  unitsGone: stock('unit', is('state', 'moved', 'closed')),

  experts: stock('expert'),
  agencies: stock('agency'),
  engagements: (view) => counted(stockOf(view, 'engagement', inTime(view))),
  serviceVisits: made('serviceVisit', (fact) => !is('payer', 'insurer')(fact)),
  serviceFound: (view) => found(entered(view, 'serviceVisit', (fact) => !is('payer', 'insurer')(fact))),
  serviceMended: (view) => mended(view, found(entered(view, 'serviceVisit', (fact) => !is('payer', 'insurer')(fact)))),
  qualificationsEnding: (view) => {
    const until = addDays(lastDay(view), 60);
    const ending = (fact: CaseFact) => typeof fact.facts.validTo === 'string' && fact.facts.validTo < until;
    return counted([...stockOf(view, 'expert', ending), ...stockOf(view, 'agency', ending)]);
  },

  mustInsure: stock('unit', mustInsure),
  insured: (view) => counted(insured(view)),
  uninsured: (view) => {
    const covered = new Set(insured(view).map(({ caseId }) => caseId));
    return counted(stockOf(view, 'unit', mustInsure).filter(({ caseId }) => !covered.has(caseId)));
  },
  assessedBefore: made('riskAssessment', is('phase', 'before')),
  insurerVisits: made('serviceVisit', is('payer', 'insurer')),
  insurerFound: (view) => found(entered(view, 'serviceVisit', is('payer', 'insurer')), entered(view, 'riskAssessment')),
  ratesUp: made('riskAssessment', ({ facts }) => Number(facts.rateEffect ?? 0) > 0),
  ratesDown: made('riskAssessment', ({ facts }) => Number(facts.rateEffect ?? 0) < 0),

  places: stock('place', (fact) => listOf(fact, 'needs').length > 0),
  placesBuilt: (view) => {
    const equipped = new Set(
      stockOf(view, 'device', (fact) => !is('state', 'planned', 'removed')(fact)).map(({ facts }) => facts.place),
    );
    return counted(stockOf(view, 'place', ({ facts }) => equipped.has(facts.key)));
  },
  devicesOnline: stock('device', is('state', 'ok')),
  devicesFaulty: stock('device', is('state', 'fault', 'offline')),
  chargingPlaces: stock('chargingPlace'),
  chargingBuilt: stock('chargingPlace', is('state', 'built', 'inUse')),
  alarms: made('deviceAlarm'),
  realAlarms: happened('deviceAlarm', 'verdict=real'),

  chemicalUnits: stock('unit', handlesChemicals),
  plansFiled: stock('emergencyPlan', ({ facts }) => facts.filedAt !== undefined),
  plansOverdue: (view) =>
    counted(
      stockOf(
        view,
        'emergencyPlan',
        ({ facts }) => typeof facts.reviewBy === 'string' && facts.reviewBy < lastDay(view),
      ),
    ),
  unitsDrilled: (view) => {
    const since = addMonths(lastDay(view), -6);
    const drilled = new Set(stockOf(view, 'drill', ({ at }) => at >= since).map(({ unit }) => unit));
    return counted(stockOf(view, 'unit', handlesChemicals).filter(({ facts }) => drilled.has(String(facts.key))));
  },
  stocks: stock('stock'),
  stocksExpired: (view) => counted(stockOf(view, 'stock', (fact) => !inTime(view)(fact))),
  emergencies: made('emergencyEvent'),

  accidents: happened('accident', 'AccidentRegistered'),
  accidentsSerious: happened('accident', 'AccidentRegistered', (fact) => !is('grade', 'general')(fact)),
  tracings: happened('accident', 'TracingStarted'),
  tracingClues: happened('accident', 'ClueTransferred'),

  prompts: paper('prompt'),
  notifications: paper('notification'),
  warnings: paper('warning'),
  criticisms: paper('criticism'),
  interviews: happened('matter', 'InterviewHeld'),
  referrals: paper('clueTransfer'),
  urgings: paper('urgeNotice'),
  answered: happened('matter', 'AnswerFiled'),
  unanswered: happened('matter', 'AnswerOverdue'),
  mattersOpen: stock('matter'),

  inspected: (view) => counted([...entered(view, 'inspection'), ...entered(view, 'sourceVisit')]),
  registered: (view) => reported(view),
  registeredT0: (view) => reported(view, 'T0'),
  registeredT1: (view) => reported(view, 'T1'),
  registeredT2: (view) => reported(view, 'T2'),
  registeredT3: (view) => reported(view, 'T3'),
  registeredUngraded: (view) => reported(view, ''),
  nationalMajor: (view) => byNation(view, true),
  nationalGeneral: (view) => byNation(view, false),
  closedOut: happened('hazard', 'HazardClosedOut'),
  cameDue: (view) => {
    const lapsed = view.period.filter((fact) => fact.what === 'hazard' && lapsedRectifying(fact));
    const closed = doneTo(view, 'hazard', 'HazardClosedOut');
    const { cases } = counted([...lapsed, ...closed]);
    return { count: cases.length, cases };
  },
  open: stock('hazard'),
  overdue: late('hazard'),
  supervisionAsked: happened('hazard', 'SupervisionRequested'),
  supervisionOrdered: happened('hazard', 'SupervisionOrdered'),
  supervisionLifted: happened('hazard', 'SupervisionLifted'),
  paused: stock('hazard', ({ facts }) => facts.paused === true),

  consultations: happened('hazard', 'ConsultationOpened'),
  consultationsVillage: happened('hazard', 'level=village'),
  consultationsStreet: happened('hazard', 'level=street'),
  consultationsDistrict: happened('hazard', 'level=district'),
  consultationsSettled: happened('hazard', 'ConsultationDecided'),
  consultationsLifted: happened('hazard', 'ConsultationLifted'),
  consultationsSentDown: happened('hazard', 'ConsultationSentDown'),
  transfers: happened('hazard', 'TransferSent'),
  transfersReceived: happened('hazard', 'TransferReceived'),
  transfersWaiting: stock('hazard', is('transfer', 'sent')),

  acceptances: (view) =>
    counted([...doneTo(view, 'hazard', 'AcceptancePassed'), ...doneTo(view, 'hazard', 'AcceptanceFailed')]),
  acceptancesPassed: happened('hazard', 'AcceptancePassed'),
  acceptancesFailed: happened('hazard', 'AcceptanceFailed'),
  failedTwice: happened('hazard', 'AcceptanceFailed', ({ facts }) => Number(facts.failedAcceptances) >= 2),
  qualitySampled: valuesOf('qualityRound', 'cases'),
  qualityMissed: valuesOf('qualityRound', 'missed'),
  redos: made('redo'),

  tipoffs: happened('tipoff', 'TipoffReceived'),
  tipoffsClosed: (view) =>
    counted(view.period.filter(({ what, did, open }) => what === 'tipoff' && !open && !did.includes('IdentityOpened'))),
  tipoffsTrue: happened('tipoff', 'TipoffVerified', is('finding', 'substantiated', 'partly')),
  tipoffsPassedOn: happened('tipoff', 'TipoffTransferred'),
  tipoffsAnswered: happened('tipoff', 'TipoffAnswered'),
  rewards: happened('tipoff', 'RewardPaid'),
  rewardYuan: (view) => counted(doneTo(view, 'tipoff', 'RewardPaid'), ({ facts }) => Number(facts.amount ?? 0)),
  tipoffsLate: late('tipoff'),
  tipoffHazards: happened('hazard', 'HazardReported', is('source', 'tipoff')),
  tipoffHazardsClosed: happened('hazard', 'HazardClosedOut', is('source', 'tipoff')),
};
