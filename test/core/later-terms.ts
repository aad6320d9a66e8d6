import calendarFile from '../../data/calendar.cn-2024-2026.json' with { type: 'json' };
import rulesFile from '../../data/rules.default.json' with { type: 'json' };
import { loadRuleSet, parseCalendar, type Terms } from '../../src/core/index.ts';
import { mergeNotice, parseNotice } from '../../src/core/rules/calendar-notice.ts';

const calendar = parseCalendar(calendarFile);
const rules = loadRuleSet(rulesFile);

/** An invented notice: what the State Council will publish is not known. */
export const NOTICE_2027 = {
  year: 2027,
  holidays: [
    '2027-01-01',
    '2027-02-05',
    '2027-02-06',
    '2027-02-07',
    '2027-02-08',
    '2027-02-09',
    '2027-02-10',
    '2027-02-11',
    '2027-04-05',
    '2027-05-01',
    '2027-05-02',
    '2027-05-03',
    '2027-06-09',
    '2027-09-15',
    '2027-10-01',
    '2027-10-02',
    '2027-10-03',
    '2027-10-04',
    '2027-10-05',
    '2027-10-06',
    '2027-10-07',
  ],
  makeUpDays: ['2027-02-14', '2027-10-09'],
  source: '（测试）2027年部分节假日安排',
};

/** A rule set in the hands of a test that may spoil it. */
// biome-ignore lint/suspicious/noExplicitAny: tests spoil it freely
export type Loose = any;

/** The default rules with changes. */
export function changedRules(change: (rules: Loose) => void, id = 'strict') {
  const json: Loose = { ...structuredClone(rulesFile), id };
  change(json);
  return loadRuleSet(json);
}

/** The calendar with the notice of 2027. */
export const calendar2027 = parseCalendar({
  id: 'cn-2024-2027',
  ...fileOf(mergeNotice(calendar, parseNotice(NOTICE_2027))),
});

/** The calendar with 31 March and 2 April 2025 put right as holidays. */
export const corrected = parseCalendar({
  ...calendarFile,
  id: 'cn-2024-2026-r2',
  holidaysOnWeekdays: [...calendarFile.holidaysOnWeekdays, '2025-03-31', '2025-04-02'],
});

function fileOf({ kind: _kind, changes: _changes, ...file }: ReturnType<typeof mergeNotice>) {
  return file;
}

/** Rule sets that come after the default one, by id. */
export const RULE_SETS = {
  [rules.id]: rules,
  strict: changedRules((set) => {
    duty(set, 'hazard.T1.rectify').duration.value = 45;
    duty(set, 'hazard.T2.rectify').duration.value = 10;
    duty(set, 'hazard.T2.acceptance').duration.value = 3;
    duty(set, 'tipoff.verify').duration.value = 30;
    const second = ladder(set, 'A').rungs[1];
    for (const trigger of second.trigger.any) if (trigger.wait) trigger.wait.value = 1;
    duty(set, 'hazard.T1.districtDecision').onLapse = [{ do: 'notify', posts: ['street.head'] }];
    set.failedAcceptance.duration.T2.value = 5;
    set.deadlines = set.deadlines.filter((rule: { id: string }) => rule.id !== 'hazard.serve');
    set.deadlines.push({
      ...duty(set, 'hazard.T2.rectify'),
      id: 'hazard.T2.halfway',
      label: '中期报告',
      endsOn: ['progressReported', 'planFiled'],
      duration: { value: 3, unit: 'workingDay' },
      reminders: [],
      onLapse: [],
    });
  }),
  future: changedRules((set) => {
    set.effectiveFrom = '2030-01-01';
  }, 'future'),
  ladderless: changedRules((set) => {
    set.ladders = set.ladders.filter((one: { id: string }) => one.id !== 'A');
  }, 'ladderless'),
  without: changedRules((set) => {
    set.deadlines = set.deadlines.filter((rule: { id: string }) => rule.id !== 'hazard.T1.districtDecision');
  }, 'without'),
  bare: changedRules((set) => {
    set.duties = [];
    set.registers = [];
  }, 'bare'),
};

function ladder(set: Loose, id: string) {
  return set.ladders.find((one: { id: string }) => one.id === id);
}

function duty(set: Loose, id: string) {
  return set.deadlines.find((rule: { id: string }) => rule.id === id);
}

const CALENDARS = {
  [calendar.id]: calendar,
  [calendar2027.id]: calendar2027,
  [corrected.id]: corrected,
  short: parseCalendar({
    ...calendarFile,
    id: 'short',
    coveredUntil: '2025-12-31',
    holidaysOnWeekdays: [],
    makeUpDays: [],
  }),
};

/** Published terms by id, as the ledger answers the core. */
export function termsNamed(ids: { readonly ruleSet: string; readonly calendar: string }): Terms | undefined {
  const [ruleSet, days] = [RULE_SETS[ids.ruleSet as keyof typeof RULE_SETS], CALENDARS[ids.calendar]];
  return ruleSet && days ? { rules: ruleSet, calendar: days } : undefined;
}
