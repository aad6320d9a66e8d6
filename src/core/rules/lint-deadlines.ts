import { KIND_WORDS } from '../words.ts';
import { ANCHORS, LAPSE_ACTS } from './anchors.ts';
import { type Finding, finding } from './finding.ts';
import { DISTRICT_VERBS, type LintContext, lintBasis, lintPosts } from './lint-powers.ts';
import type { DeadlineRule, RuleSet } from './rule-set.ts';

type Kind = keyof typeof ANCHORS;

/** Kinds of case that arrive with later steps: their rules are kept and shown, and nothing reads them yet. */
const LATER_KINDS = new Set(['duty']);

/** One deadline: can it begin and end, is it reminded of in time, may the street do what it says, is there somebody to tell. */
export function lintDeadline(rules: RuleSet, rule: DeadlineRule, path: string, context: LintContext): Finding[] {
  const kinds = (Array.isArray(rule.kind) ? rule.kind : [rule.kind]) as string[];
  const known = kinds.filter((kind): kind is Kind => kind in ANCHORS);
  const findings: Finding[] = [];
  for (const kind of kinds) {
    if (kind in ANCHORS) continue;
    findings.push(
      LATER_KINDS.has(kind)
        ? finding(
            'hint',
            `${path}.kind`,
            'kind-not-yet-used',
            `“${rule.label}”属于尚未启用的案件种类（${kind}），目前不会计时`,
            '保留即可，启用该种类后自动生效',
          )
        : finding(
            'error',
            `${path}.kind`,
            'kind-unknown',
            `“${rule.label}”的案件种类 ${kind} 不存在`,
            `可用：${Object.keys(ANCHORS).join('、')}`,
          ),
    );
  }
  for (const kind of known) {
    const anchors = ANCHORS[kind] as readonly string[];
    const ends = Array.isArray(rule.endsOn) ? rule.endsOn : [rule.endsOn];
    if (!anchors.includes(rule.startsOn))
      findings.push(
        finding(
          'error',
          `${path}.startsOn`,
          'anchor-unknown',
          `“${rule.label}”从“${rule.startsOn}”起算，但没有任何环节会产生它，期限永远不会开始`,
          `可用：${anchors.slice(0, 8).join('、')} 等`,
        ),
      );
    for (const end of ends)
      if (!anchors.includes(end))
        findings.push(
          finding(
            'error',
            `${path}.endsOn`,
            'anchor-unknown',
            `“${rule.label}”到“${end}”为止，但没有任何环节会产生它，期限只会逾期`,
            `可用：${anchors.slice(0, 8).join('、')} 等`,
          ),
        );
    for (const [i, act] of rule.onLapse.entries()) {
      if (
        (LAPSE_ACTS.all as readonly string[]).includes(act.do) ||
        (LAPSE_ACTS[kind] as readonly string[]).includes(act.do)
      )
        continue;
      findings.push(
        finding(
          'error',
          `${path}.onLapse.${i}`,
          'act-unread',
          `“${rule.label}”逾期后的动作 ${act.do} 对${KIND_WORDS[kind]}没有意义，系统不会执行`,
          `可用：${[...LAPSE_ACTS.all, ...LAPSE_ACTS[kind]].join('、')}`,
        ),
      );
    }
  }
  findings.push(...lintReminders(rule, path), ...lintPowers(rule, path), ...lintBasis(rule.basis, rule.label, path));
  const posts = [
    rule.holder,
    ...rule.reminders.flatMap((reminder) => reminder.to),
    ...rule.onLapse.flatMap((act) => (act.do === 'notify' ? act.posts : [])),
  ];
  if (known.length > 0) findings.push(...lintPosts(posts, rule.label, path, context));
  if (
    rule.cap &&
    'value' in rule.duration &&
    rule.duration.unit === rule.cap.unit &&
    rule.duration.value > rule.cap.value
  )
    findings.push(
      finding(
        'error',
        `${path}.cap`,
        'longer-than-cap',
        `“${rule.label}”的期限 ${rule.duration.value} 超过上限 ${rule.cap.value}`,
        '缩短期限，或提高上限',
      ),
    );
  for (const [i, act] of rule.onLapse.entries()) {
    if (act.do !== 'openMatter') continue;
    const ladder = rules.ladders.find((one) => one.id === act.ladder);
    const longest = Math.max(
      0,
      ...(ladder?.rungs ?? []).flatMap((rung) => rung.trigger.any.map((trigger) => trigger.overdue?.value ?? 0)),
    );
    const own = daysOf(rule);
    if (own !== undefined && longest > own)
      findings.push(
        finding(
          'hint',
          `${path}.onLapse.${i}`,
          'ladder-longer-than-deadline',
          `“${rule.label}”只有 ${own} 天，而阶梯 ${act.ladder} 走到头要逾期 ${longest} 个工作日，比期限本身还长`,
          '确认这是本意，或为短期限另设更快的阶梯',
        ),
      );
  }
  return findings;
}

function daysOf(rule: DeadlineRule): number | undefined {
  if (!('value' in rule.duration)) return undefined;
  const { value, unit } = rule.duration;
  return unit === 'calendarDay' || unit === 'workingDay' ? value : unit === 'month' ? value * 30 : undefined;
}

const MINUTES = { minute: 1, hour: 60, calendarDay: 1_440, workingDay: 1_440, month: 43_200 } as const;

function lintReminders(rule: DeadlineRule, path: string): Finding[] {
  const { duration } = rule;
  if (!('value' in duration)) return [];
  const seen = new Set<string>();
  return rule.reminders.flatMap(({ before }, i) => {
    const key = `${before.value} ${before.unit}`;
    const double = seen.has(key)
      ? [
          finding(
            'warning',
            `${path}.reminders.${i}`,
            'reminder-double',
            `“${rule.label}”有两次相同的催办（提前 ${key}）`,
            '删除一次',
          ),
        ]
      : [];
    seen.add(key);
    if (before.unit === 'percent')
      return before.value >= 100
        ? [
            ...double,
            finding(
              'error',
              `${path}.reminders.${i}`,
              'reminder-before-start',
              `“${rule.label}”的催办早于期限开始`,
              '改为小于 100%',
            ),
          ]
        : double;
    const early = before.value * MINUTES[before.unit] >= duration.value * MINUTES[duration.unit];
    return early
      ? [
          ...double,
          finding(
            'error',
            `${path}.reminders.${i}`,
            'reminder-before-start',
            `“${rule.label}”期限为 ${duration.value}${UNIT[duration.unit]}，却要提前 ${before.value}${UNIT[before.unit]} 催办，早于期限开始，永远不会发出`,
            '缩短提前量',
          ),
        ]
      : double;
  });
}

const UNIT = { minute: '分钟', hour: '小时', calendarDay: '日', workingDay: '个工作日', month: '个月' } as const;

function lintPowers(rule: DeadlineRule, path: string): Finding[] {
  return rule.onLapse.flatMap((act, i) =>
    act.do === 'recommend' || act.do === 'notify' || !DISTRICT_VERBS.test(JSON.stringify(act))
      ? []
      : [
          finding(
            'error',
            `${path}.onLapse.${i}`,
            'not-the-streets-power',
            `“${rule.label}”逾期后的动作会由街道作出依法属于区级或执法部门的决定`,
            '改为提请、建议或移送',
          ),
        ],
  );
}
