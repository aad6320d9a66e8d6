import type { CaseState, SealedEvent } from '../core/index.ts';
import { BASIS_WORDS, COUNTING_WORDS, DAY_WORDS, eventWord, UNIT_WORDS, weekdayWord } from '../core/words.ts';
import { type ClockExplanation, explainClocks } from '../replay/explain.ts';
import type { PackageIndex } from '../replay/package-data.ts';
import type { TermsAtHand } from '../replay/record.ts';
import { verdictsOf } from '../replay/verdicts.ts';
import { OUTCOME_WORDS, STANDING_WORDS } from '../replay/words.ts';
import { h, table } from './dom.ts';
import { dueText, placeText } from './texts.ts';
import { CASE } from './words.ts';

/** What each duty of the case came to. */
export function verdictView(
  index: PackageIndex,
  events: readonly SealedEvent[],
  terms: TermsAtHand,
): HTMLElement | undefined {
  const verdicts = verdictsOf(events, terms);
  if (verdicts.length === 0) return undefined;
  return h(
    'section',
    {},
    h('h3', {}, CASE.verdicts),
    h(
      'ul',
      {},
      verdicts.map(({ label, outcome, accountable, dueAt, lastDay, recorded }) =>
        h(
          'li',
          { class: outcome === 'late' || outcome === 'overdue' || outcome === 'missed' ? 'overdue' : '' },
          [
            label,
            placeText(index, accountable),
            CASE.dueAt(dueText({ dueAt, ...(lastDay === undefined ? {} : { lastDay }) })),
            OUTCOME_WORDS[outcome],
            ...(recorded?.daysLate ? [CASE.days(recorded.daysLate)] : []),
          ].join('　'),
        ),
      ),
    ),
  );
}

/** Every deadline of the case with its counting table. */
export function deadlineView(
  events: readonly SealedEvent[],
  state: CaseState,
  terms: TermsAtHand,
): HTMLElement | undefined {
  const clocks = explainClocks(events, state, terms);
  if (clocks.length === 0) return undefined;
  return h(
    'section',
    {},
    h('h3', {}, CASE.deadlines),
    clocks.map((one) => clockView(one, state)),
  );
}

function clockView(
  { clock, standing, setBy, rule, ruleSet, table: rows }: ClockExplanation,
  state: CaseState,
): HTMLElement {
  const basis = rule
    ? [BASIS_WORDS[rule.basis.tag], rule.basis.document, rule.basis.article].filter(Boolean).join('　')
    : '—';
  const { duration } = clock.proof ?? {};
  const length = duration ? `${duration.value} ${UNIT_WORDS[duration.unit] ?? ''}` : '';
  return h(
    'details',
    { class: 'deadline' },
    h('summary', {}, h('strong', {}, rule?.label ?? clock.rule), `　${dueText(clock)}　${STANDING_WORDS[standing]}`),
    h('p', {}, `${CASE.basis}：${basis}；${ruleSet} / ${clock.rule}${length ? `，${length}` : ''}`),
    h('p', {}, CASE.setBy(setBy.seq, eventWord(state.kind, setBy.type))),
    rows.length > 0 &&
      table(
        [CASE.table.day, CASE.table.kind, CASE.table.counted, CASE.table.why],
        rows.map(({ day, weekday, kind, n, why }) => [
          `${day} ${weekdayWord(weekday)}`,
          DAY_WORDS[kind] ?? kind,
          n === undefined ? '—' : String(n),
          why === undefined ? '' : (COUNTING_WORDS[why] ?? why),
        ]),
        'counting',
      ),
  );
}
