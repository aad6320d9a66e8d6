import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/rules/finding.ts';
import { type LintContext, lintRuleSet } from '../../../src/core/rules/lint.ts';
import { changedRules, type Loose } from '../later-terms.ts';
import { rules } from '../office.ts';

const duty = (set: Loose, id: string) => set.deadlines.find((rule: { id: string }) => rule.id === id);
const ladderA = (set: Loose) => set.ladders[0].rungs;

type Broken = readonly [
  code: string,
  severity: string,
  path: RegExp,
  change: (set: Loose) => void,
  context?: LintContext,
];

/** The smallest change that breaks the default rule set in this way: code, severity, path, what was done. */
const BROKEN: readonly Broken[] = [
  ['unknown-fact', 'error', /^tierTable\.inputs\.0$/, (set) => (set.tierTable.inputs[0] = 'weather')],
  [
    'row-never-true',
    'error',
    /^tierTable\.rows\.3$/,
    (set) => (set.tierTable.rows[3].when = 'estimatedDays > 7.0 && estimatedDays < 3.0'),
  ],
  [
    'row-shadowed',
    'error',
    /^tierTable\.rows\.5$/,
    (set) => set.tierTable.rows.splice(4, 0, { id: 'all', when: 'true', tier: 'T3' }),
  ],
  ['tier-gap', 'error', /^tierTable\.rows$/, (set) => set.tierTable.rows.pop()],
  [
    'rows-overlap',
    'warning',
    /^tierTable\.rows\.1$/,
    (set) => set.tierTable.rows.unshift(set.tierTable.rows.splice(3, 1)[0]),
  ],
  ['basis-missing', 'hint', /^tierTable\.rows\.2$/, (set) => delete set.tierTable.rows[2].basis],
  ['basis-missing', 'warning', /^deadlines\.1\.basis$/, (set) => (set.deadlines[1].basis = { tag: 'law' })],
  ['basis-unverified', 'warning', /^deadlines\.1\.basis$/, (set) => (set.deadlines[1].basis = { tag: 'unverified' })],
  [
    'row-never-true',
    'error',
    /^routing\.rows\.0$/,
    (set) => (set.routing.rows[0].when = "industry == 'a' && industry == 'b'"),
  ],
  ['row-shadowed', 'warning', /^routing\.rows\.1$/, (set) => (set.routing.rows[0].when = 'true')],
  [
    'routing-gap',
    'hint',
    /^routing\.rows$/,
    (set) => (set.routing.rows = [{ id: 'a', when: "industry == 'x'", lead: 'p', assist: 'q' }]),
  ],
  [
    'rows-overlap',
    'hint',
    /^routing\.rows\.1$/,
    (set) =>
      (set.routing.rows = [
        { id: 'a', when: "industry == 'x'", lead: 'p', assist: 'q' },
        { id: 'b', when: "size == 'y'", lead: 'r', assist: 'q' },
      ]),
  ],
  [
    'question-too-wide',
    'warning',
    /^questions\.quickAcceptance\.minutes$/,
    (set) => (set.questions.quickAcceptance.minutes = 600),
  ],
  ['kind-unknown', 'error', /^deadlines\.0\.kind$/, (set) => (set.deadlines[0].kind = 'hazzard')],
  ['kind-not-yet-used', 'hint', /^deadlines\.0\.kind$/, (set) => (set.deadlines[0].kind = 'duty')],
  ['anchor-unknown', 'error', /^deadlines\.1\.startsOn$/, (set) => (set.deadlines[1].startsOn = 'noticed')],
  ['anchor-unknown', 'error', /^deadlines\.1\.endsOn$/, (set) => (set.deadlines[1].endsOn = ['graded', 'gradedd'])],
  ['act-unread', 'error', /^deadlines\.1\.onLapse\.0$/, (set) => (set.deadlines[1].onLapse = [{ do: 'nextRung' }])],
  ['longer-than-cap', 'error', /\.cap$/, (set) => (duty(set, 'hazard.T1.rectify').duration.value = 366)],
  [
    'ladder-longer-than-deadline',
    'hint',
    /\.onLapse\.\d$/,
    (set) => (duty(set, 'hazard.T2.rectify').duration.value = 20),
  ],
  [
    'reminder-before-start',
    'error',
    /\.reminders\.0$/,
    (set) =>
      (duty(set, 'hazard.T3.rectify').reminders = [{ before: { value: 7, unit: 'calendarDay' }, to: ['holder'] }]),
  ],
  [
    'reminder-before-start',
    'error',
    /\.reminders\.0$/,
    (set) => (duty(set, 'hazard.T3.rectify').reminders = [{ before: { value: 100, unit: 'percent' }, to: ['holder'] }]),
  ],
  [
    'reminder-double',
    'warning',
    /\.reminders\.\d$/,
    (set) => duty(set, 'hazard.T3.rectify').reminders.push(duty(set, 'hazard.T3.rectify').reminders[0]),
  ],
  [
    'reminder-to-nobody',
    'error',
    /\.reminders\.0\.to$/,
    (set) => (duty(set, 'hazard.T3.rectify').reminders = [{ before: { value: 1, unit: 'calendarDay' }, to: [] }]),
  ],
  [
    'not-the-streets-power',
    'error',
    /^deadlines\.1\.onLapse\.0$/,
    (set) => (set.deadlines[1].onLapse = [{ do: 'proposeTransfer', to: '责令停产' }]),
  ],
  ['not-the-streets-power', 'error', /rungs\.0\.notice$/, (set) => (ladderA(set)[0].notice = 'supervisionOrder')],
  ['not-the-streets-power', 'error', /rungs\.0\.label$/, (set) => (ladderA(set)[0].label = '责令停产停业')],
  [
    'post-without-holder',
    'warning',
    /^deadlines\.1$/,
    () => {},
    {
      posts: new Set(['street.safetyOffice.head']),
      knownPosts: new Set(['street.safetyOffice', 'street.safetyOffice.head']),
    },
  ],
  [
    'post-unknown',
    'error',
    /^deadlines\.1$/,
    (set) => (set.deadlines[1].holder = 'street.nobody'),
    { knownPosts: new Set(['street.safetyOffice']) },
  ],
  [
    'ladder-unused',
    'warning',
    /^ladders\.1$/,
    (set) => {
      for (const rule of set.deadlines) rule.onLapse = rule.onLapse.filter((one: Loose) => one.ladder !== 'B');
    },
  ],
  ['rung-too-early', 'error', /rungs\.3\.trigger$/, (set) => (ladderA(set)[3].trigger.any[0].overdue.value = 10)],
  ['ladder-cyclic', 'error', /rungs\.1\.trigger$/, (set) => (ladderA(set)[1].trigger.any[0].afterRung = 2)],
  ['wait-missing', 'error', /rungs\.1\.trigger$/, (set) => delete ladderA(set)[1].trigger.any[0].wait],
  ['rung-unreachable', 'error', /rungs\.0\.trigger$/, (set) => (ladderA(set)[0].trigger.any = [{}])],
  [
    'unit-unread',
    'error',
    /rungs\.0\.trigger$/,
    (set) => (ladderA(set)[0].trigger.any[0].overdue.unit = 'calendarDay'),
  ],
  [
    'condition-never-true',
    'error',
    /rungs\.0\.trigger\.any\.1\.condition$/,
    (set) => (ladderA(set)[0].trigger.any[1].condition = 'progressLag > 1.0 && progressLag < 0.5'),
  ],
  [
    'condition-always-true',
    'warning',
    /rungs\.0\.trigger\.any\.1\.condition$/,
    (set) => (ladderA(set)[0].trigger.any[1].condition = 'true'),
  ],
  ['notice-ahead-missing', 'error', /rungs\.4\.noticeAhead$/, (set) => delete ladderA(set)[4].noticeAhead],
  [
    'not-cancelled-by-acceptance',
    'error',
    /rungs\.0\.cancelledBy$/,
    (set) => (ladderA(set)[0].cancelledBy = ['lateEntry']),
  ],
  [
    'setting-unread',
    'error',
    /^extension\.T1\.lateRequest\.refused$/,
    (set) => (set.extension.T1.lateRequest.refused = false),
  ],
  ['setting-unread', 'error', /^ladders\.1\.subjects$/, (set) => (set.ladders[1].subjects = ['village'])],
  [
    'setting-unread',
    'error',
    /^ladders\.0\.rungs\.0\.cancelledBy$/,
    (set) => (ladderA(set)[0].cancelledBy = ['accepted']),
  ],
  ['setting-unread', 'error', /^ladders\.0\.rungs\.0\.suspendedBy$/, (set) => (ladderA(set)[0].suspendedBy = [])],
  [
    'rungs-together',
    'warning',
    /^ladders\.0\.rungs\.1\.trigger$/,
    (set) => {
      delete set.ladders[0].severalAtOnce;
    },
  ],
  [
    'rungs-together',
    'hint',
    /^ladders\.1\.rungs\.1\.trigger$/,
    (set) => {
      set.ladders[1].severalAtOnce = 'nextRungUnlessSkipApproved';
      set.ladders[1].rungs[0].trigger.any.push({ condition: 'grave' });
      set.ladders[1].rungs[1].trigger.any.push({ condition: 'penalised' });
    },
  ],
  ['national-order', 'error', /^tiers\.0\.national$/, (set) => (set.tiers[0].national = '一般')],
  [
    'criterion-tier-unknown',
    'error',
    /^criteria\.items\.\d+\.tier$/,
    (set) => (set.tiers = set.tiers.filter((tier: Loose) => tier.id !== 'T0')),
  ],
  [
    'criterion-double',
    'warning',
    /^criteria\.items\.1\.text$/,
    (set) => Object.assign(set.criteria.items[1], set.criteria.items[0], { id: 'again' }),
  ],
  [
    'criteria-unverified',
    'warning',
    /^criteria\.items$/,
    (set) => (set.criteria.items[0].basis = { tag: 'unverified' }),
  ],
  [
    'criteria-id-taken',
    'error',
    /^criteria\.id$/,
    (set) => set.criteria.items.pop(),
    { publishedCriteria: new Map(rules.criteria ? [[rules.criteria.id, rules.criteria]] : []) },
  ],
  ['criteria-unread', 'warning', /^criteria$/, (set) => (set.tierTable.rows[1].when = 'grave')],
  ['basis-missing', 'warning', /^criteria\.items\.0\.basis$/, (set) => (set.criteria.items[0].basis = { tag: 'law' })],
  [
    'tier-without-deadline',
    'error',
    /^deadlines$/,
    (set) => (set.deadlines = set.deadlines.filter((rule: Loose) => rule.id !== 'hazard.T3.rectify')),
  ],
  ['restart-missing', 'error', /^failedAcceptance\.duration\.T9$/, () => {}],
  [
    'tier-unknown',
    'error',
    /^tierTable\.rows$/,
    (set) => (set.tiers = set.tiers.filter((tier: Loose) => tier.id !== 'T2')),
  ],
  ['calendar-unknown', 'error', /^calendar$/, () => {}, { calendars: new Set(['cn-1999']) }],
  ['base-outdated', 'warning', /^id$/, () => {}, { outdatedBase: { base: 'a', newest: 'b' } }],
  ['effective-day-past', 'warning', /^effectiveFrom$/, () => {}, { today: '2025-01-02' }],
  ['not-yet-read', 'hint', /^sampling$/, (set) => (set.sampling = { T1: { rate: 1, by: 'street.safetyOffice' } })],
  ['evidence-unknown', 'error', /^evidence\.T3\.0$/, (set) => (set.evidence.T3 = ['video'])],
  ['need-unknown', 'error', /^extension\.T2\.needs\.0$/, (set) => (set.extension.T2.needs = ['blood'])],
  ['need-unknown', 'error', /^pause\.needs\.0$/, (set) => (set.pause.needs = ['stamp'])],
  ['need-unknown', 'error', /^lateEntry\.beyondNeeds\.0$/, (set) => (set.lateEntry.beyondNeeds = ['stamp'])],
  ['unit-unread', 'error', /^recurrence\.within$/, (set) => (set.recurrence.within.unit = 'workingDay')],
  ['unit-unread', 'error', /^extension\.T1\.maxTotal$/, (set) => (set.extension.T1.maxTotal.unit = 'month')],
  ['unit-unread', 'error', /^signing\.steps\.0\.after$/, (set) => (set.signing.steps[0].after.unit = 'hour')],
  ['unit-unread', 'error', /^answers\.startsAtLatest$/, (set) => (set.answers.startsAtLatest.unit = 'calendarDay')],
  [
    'unit-unread',
    'error',
    /\.onLapse\.0\.every$/,
    (set) => (duty(set, 'hazard.T1.districtDecision').onLapse[0].every.unit = 'calendarDay'),
  ],
  [
    'unit-unread',
    'error',
    /rungs\.1\.trigger\.any\.0\.wait$/,
    (set) => (ladderA(set)[1].trigger.any[0].wait.unit = 'hour'),
  ],
  ['unit-unread', 'error', /rungs\.4\.noticeAhead$/, (set) => (ladderA(set)[4].noticeAhead.unit = 'calendarDay')],
  ['setting-unread', 'error', /^evidence\.acceptorNotRectifier$/, (set) => (set.evidence.acceptorNotRectifier = false)],
  ['setting-unread', 'error', /^recurrence\.sameUnitAndKind$/, (set) => (set.recurrence.sameUnitAndKind = false)],
  [
    'stage-unknown',
    'error',
    /^deadlines\.\d+\.stage$/,
    (set) => (duty(set, 'hazard.T1.districtDecision').stage = 'supervision.asked'),
  ],
];

/** A rule set that the schema lets no file become, but the type allows. */
const BY_HAND: { readonly [code: string]: (set: typeof rules) => typeof rules } = {
  'restart-missing': (set) => ({
    ...set,
    tiers: [...set.tiers, { ...set.tiers[0], id: 'T9' } as unknown as (typeof set.tiers)[number]],
  }),
};

const said = ({ code, path, message }: Finding) => `${code} ${path} ${message}`;
const DEFAULT = new Set(lintRuleSet(rules).map(said));

describe('the linter', () => {
  for (const [code, severity, path, change, context = {}] of BROKEN) {
    it(`${code} (${severity}) at ${path}`, () => {
      const changed = changedRules(change);
      const found = lintRuleSet((BY_HAND[code] ?? ((set) => set))(changed), context).filter(
        (one) => one.code === code && one.severity === severity,
      );
      expect(found.filter((one) => path.test(one.path)).length, JSON.stringify(found)).toBeGreaterThan(0);
      for (const { message, mend } of found) {
        expect(message).toMatch(/[\u4e00-\u9fff]/);
        expect(mend).toMatch(/[\u4e00-\u9fff]/);
      }
      // Caused by the change, or by what is known around the set: the default one alone does not have it.
      if (code !== 'not-yet-read')
        expect(found.some((one) => path.test(one.path) && !DEFAULT.has(said(one)))).toBe(true);
    });
  }

  it('has an example above for every finding there is', () => {
    const sources = [
      'lint.ts',
      'lint-criteria.ts',
      'lint-deadlines.ts',
      'lint-ladders.ts',
      'lint-powers.ts',
      'lint-settings.ts',
      'lint-tables.ts',
    ]
      .map((file) => readFileSync(new URL(`../../../src/core/rules/${file}`, import.meta.url), 'utf8'))
      .join('\n');
    const codes = [...sources.matchAll(/finding\(\s*'(?:error|warning|hint)',\s*[^,]+,\s*'([a-z-]+)'/g)].map(
      ([, code]) => code,
    );
    expect(new Set(codes).size).toBeGreaterThan(35);
    expect([...new Set(codes)].filter((code) => !BROKEN.some(([known]) => known === code))).toEqual([]);
  });

  it('says nothing of settings that are not made', () => {
    const unread = (change: (set: Loose) => void) =>
      lintRuleSet(changedRules(change))
        .filter((one) => one.code === 'not-yet-read')
        .map((one) => one.path);
    expect(unread((set) => Object.assign(set, { sampling: {} }))).not.toContain('sampling');
    expect(unread(() => {})).toContain('sampling');
  });

  it('takes a published catalogue again as long as it is the same', () => {
    const publishedCriteria = new Map(rules.criteria ? [[rules.criteria.id, rules.criteria]] : []);
    expect(publishedCriteria.size).toBe(1);
    expect(lintRuleSet(rules, { publishedCriteria }).map((one) => one.code)).not.toContain('criteria-id-taken');
  });

  it('finds no error in the default rule set, and the worst comes first', () => {
    const findings = lintRuleSet(rules);
    expect(findings.filter((one) => one.severity === 'error')).toEqual([]);
    const order = ['error', 'warning', 'hint'];
    const found = findings.map((one) => order.indexOf(one.severity));
    expect(found).toEqual([...found].sort());
  });
});
