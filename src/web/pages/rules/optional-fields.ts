const days = (value: number, unit = 'workingDay') => ({ value, unit });

/** What may be added to a list, by the name of the list: what it is called is its field `do`, or its own. */
export const LIST_ENTRIES: { readonly [list: string]: readonly object[] } = {
  reminders: [
    { before: days(1), to: ['holder'] },
    { before: { value: 25, unit: 'percent' }, to: ['holder'] },
  ],
  onLapse: [
    { do: 'notify', posts: ['street.safetyOffice.head'] },
    { do: 'reassign', to: 'deputy' },
    { do: 'openMatter', ladder: 'A', subject: 'supervisor' },
    { do: 'askAgain', every: days(5) },
    { do: 'proposeTransfer', to: 'district.lawEnforcement' },
    { do: 'regrade', to: 'T1' },
  ],
  any: [{ overdue: days(5) }, { afterRung: 1, wait: days(5) }, { condition: 'supervised' }],
  steps: [{ after: days(1), do: 'remind' }],
  reasons: [{ id: 'newReason', label: '', cap: days(30, 'calendarDay') }],
};

/** Fields that a rule may have and need not, by what it is part of; the value is what one begins with. */
const OPTIONAL: { readonly [part: string]: { readonly [field: string]: unknown } } = {
  deadlines: {
    cap: days(30, 'calendarDay'),
    pausable: true,
    recurs: true,
    lateEntryCountsFrom: 'entry',
    note: '',
  },
  rungs: {
    copyTo: ['subject.leaderInCharge'],
    noticeAhead: days(3),
    postponement: { most: 1, within: days(5) },
    startsWhen: 'accident',
    published: 'street',
    inPerson: true,
    result: 'chased',
  },
  extension: {
    requestBefore: days(10, 'calendarDay'),
    maxTotal: days(15, 'calendarDay'),
    maxTotalCountsFrom: 'dueDay',
    approver: 'street.safetyOffice.head',
    needs: ['reason', 'newDay'],
    window: 'atLeast',
    note: '',
  },
  reasons: { approvers: ['street.safetyOffice.head'], basis: { tag: 'default' } },
  rows: { basis: { tag: 'default' } },
  messages: { channels: ['mail', 'inbox'] },
  answers: { receiptWithin: days(2) },
  sampling: tiers({ rate: 0.1, by: 'street.safetyOffice' }),
  lapsesRaiseTier: tiers({ after: 2, to: 'T2' }),
  basis: { document: '', article: '' },
  duties: { firstAtLeast: days(10, 'calendarDay'), reminders: [], onLapse: [] },
};

/** Trigger entries and other small objects keep the fields they came with. */
function tiers(value: object): { readonly [tier: string]: object } {
  return Object.fromEntries(['T0', 'T1', 'T2', 'T3'].map((tier) => [tier, value]));
}

/** Fields that may be added to, and taken from, an object that stands at this path. */
export function optionalFields(path: readonly (string | number)[]): { readonly [field: string]: unknown } {
  const last = path.findLast((key) => typeof key === 'string') ?? '';
  if (last !== '' && typeof path.at(-1) === 'number') return OPTIONAL[String(last)] ?? {};
  const [part, tier] = path;
  if (path.length === 2 && part === 'extension' && tier !== undefined) return OPTIONAL.extension ?? {};
  if (last === 'basis') return OPTIONAL.basis ?? {};
  return path.length === 1 && part !== 'extension' ? (OPTIONAL[String(part)] ?? {}) : {};
}
