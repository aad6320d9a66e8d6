import type { Day } from '../instant.ts';
import { ANCHORS, LAPSE_ACTS } from './anchors.ts';
import { FACTS } from './condition.ts';
import { type Finding, finding } from './finding.ts';
import { lintSettings } from './lint-settings.ts';
import type { DeadlineRule, Ladder, RuleSet, Rung } from './rule-set.ts';
import { coverTable } from './table-coverage.ts';

/** What the linter may know beside the rule set. */
export interface LintContext {
  /** Posts that somebody holds; absent: not checked. */
  readonly posts?: ReadonlySet<string>;
  /** Posts that exist, held or not; absent: not checked. */
  readonly knownPosts?: ReadonlySet<string>;
  /** Ids of published calendars; absent: not checked. */
  readonly calendars?: ReadonlySet<string>;
  /** For an effective day that has passed; absent: not checked. */
  readonly today?: Day;
  /** The draft was copied from a version that is no longer the newest: what that one changed would be undone. */
  readonly outdatedBase?: { readonly base: string; readonly newest: string };
}

type Kind = keyof typeof ANCHORS;

/** Kinds of case that arrive with later steps: their rules are kept and shown, and nothing reads them yet. */
const LATER_KINDS = new Set(['duty', 'roster', 'accident']);

/** Papers that only the district, or a department that enforces the law, may issue (安全生产法 Art. 9; handbook §1). */
const NOT_THE_STREETS = new Set(['supervisionOrder', 'supervisionLift', 'notListedNote', 'restartDecision']);
const DISTRICT_VERBS = /责令停产|查封|扣押|罚款|吊销|强制拆除|关闭|挂牌决定|列入失信/;
const ASKING_VERBS = /提请|建议|移送|上报|申请|推荐/;

/** Relations that a rule may name instead of a post. */
const RELATIONS =
  /^(unit|village|street|district|acceptanceTeam|reporter\.organisation|transfer\.receiver|extension\.approver|consultation\.level|matter\.subject|tipoff\.(handler|reporter)|subject\..+|holder)$/;

/** Everything about a rule set that an official should know before it is signed, worst first. */
export function lintRuleSet(rules: RuleSet, context: LintContext = {}): readonly Finding[] {
  const findings = [
    ...lintTiers(rules),
    ...lintRouting(rules),
    ...rules.deadlines.flatMap((rule, i) => lintDeadline(rules, rule, `deadlines.${i}`, context)),
    ...rules.ladders.flatMap((ladder, i) => lintLadder(rules, ladder, `ladders.${i}`, context)),
    ...lintReferences(rules),
    ...lintSettings(rules),
    ...lintSurroundings(rules, context),
  ];
  const order = { error: 0, warning: 1, hint: 2 } as const;
  return findings.sort((a, b) => order[a.severity] - order[b.severity] || (a.path < b.path ? -1 : 1));
}

function lintSurroundings(rules: RuleSet, { calendars, outdatedBase, today }: LintContext): Finding[] {
  return [
    ...(calendars && !calendars.has(rules.calendar)
      ? [
          finding(
            'error',
            'calendar',
            'calendar-unknown',
            `没有工作日历 ${rules.calendar}，期限将无法计算`,
            `可用：${[...calendars].join('、') || '（尚未导入）'}`,
          ),
        ]
      : []),
    ...(outdatedBase
      ? [
          finding(
            'warning',
            'id',
            'base-outdated',
            `草案由 ${outdatedBase.base} 复制而来，而最新发布的是 ${outdatedBase.newest}；直接发布会撤销后者所作的改动`,
            `与 ${outdatedBase.newest} 比较，把它的改动并入草案`,
          ),
        ]
      : []),
    ...(today !== undefined && rules.effectiveFrom < today
      ? [
          finding(
            'warning',
            'effectiveFrom',
            'effective-day-past',
            `生效日 ${rules.effectiveFrom} 已经过去，发布时会被拒绝`,
            '改为今天或以后的日期',
          ),
        ]
      : []),
  ];
}

// ------------------------------------------------------------------------------------------------------------ tables

function lintTiers(rules: RuleSet): Finding[] {
  const { rows, inputs } = rules.tierTable;
  const coverage = coverTable(rows);
  const at = (id: string) => `tierTable.rows.${rows.findIndex((row) => row.id === id)}`;
  const tierOf = (id: string) => rows.find((row) => row.id === id)?.tier ?? '';
  return [
    ...inputs.flatMap((name, i) =>
      name in FACTS
        ? []
        : [
            finding(
              'error',
              `tierTable.inputs.${i}`,
              'unknown-fact',
              `定级表的输入“${name}”不是系统认识的事实`,
              `可用的事实：${Object.keys(FACTS).slice(0, 6).join('、')}`,
            ),
          ],
    ),
    ...coverage.neverTrue.map((id) =>
      finding('error', at(id), 'row-never-true', `定级表第“${id}”行的条件永远不成立`, '删除该行，或修改条件'),
    ),
    ...coverage.neverFirst
      .filter((id) => !coverage.neverTrue.includes(id))
      .map((id) =>
        finding(
          'error',
          at(id),
          'row-shadowed',
          `定级表第“${id}”行总被前面的行抢先，永远用不到`,
          '把它移到前面，或删除该行',
        ),
      ),
    ...(coverage.gap
      ? [
          finding(
            'error',
            'tierTable.rows',
            'tier-gap',
            `定级表有空缺：${factsText(coverage.gap)} 时没有等级`,
            '在表末增加一行条件为 true 的兜底等级',
          ),
        ]
      : []),
    // In order of severity an overlap is the point of the table; against it, an earlier row hides a graver one.
    ...coverage.overlaps
      .filter((pair) => tierOf(pair.second) < tierOf(pair.first))
      .map((pair) =>
        finding(
          'warning',
          at(pair.second),
          'rows-overlap',
          `“${pair.first}”与“${pair.second}”两行可能同时成立（如 ${factsText(pair.example)}），而靠前的等级更轻`,
          '把更严重的等级移到前面',
        ),
      ),
    ...rows.flatMap((row, i) =>
      row.basis
        ? []
        : [
            finding(
              'hint',
              `tierTable.rows.${i}`,
              'basis-missing',
              `定级表第“${row.id}”行没有写明依据`,
              '补充文件、条款，或标为默认',
            ),
          ],
    ),
  ];
}

function lintRouting(rules: RuleSet): Finding[] {
  const { rows } = rules.routing;
  const coverage = coverTable(rows);
  const at = (id: string) => `routing.rows.${rows.findIndex((row) => row.id === id)}`;
  const leadOf = (id: string) => rows.find((row) => row.id === id)?.lead;
  return [
    ...coverage.neverTrue.map((id) =>
      finding('error', at(id), 'row-never-true', `监管分工第“${id}”行的条件永远不成立`, '删除该行，或修改条件'),
    ),
    ...coverage.neverFirst
      .filter((id) => !coverage.neverTrue.includes(id))
      .map((id) =>
        finding('warning', at(id), 'row-shadowed', `监管分工第“${id}”行总被前面的行抢先`, '调整先后次序，或删除该行'),
      ),
    ...coverage.overlaps
      .filter((pair) => leadOf(pair.first) !== leadOf(pair.second))
      .map((pair) =>
        finding(
          'hint',
          at(pair.second),
          'rows-overlap',
          `“${pair.first}”与“${pair.second}”两行可能同时成立（如 ${factsText(pair.example)}），按先后由“${pair.first}”决定牵头单位`,
          '确认先后次序是本意',
        ),
      ),
    ...(coverage.gap
      ? [
          finding(
            'hint',
            'routing.rows',
            'routing-gap',
            `监管分工没有覆盖：${factsText(coverage.gap)}`,
            '增加一行，或由安办逐件指定',
          ),
        ]
      : []),
  ];
}

function factsText(facts: { readonly [name: string]: unknown }): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join('，');
}

// --------------------------------------------------------------------------------------------------------- deadlines

function lintDeadline(rules: RuleSet, rule: DeadlineRule, path: string, context: LintContext): Finding[] {
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
          `“${rule.label}”逾期后的动作 ${act.do} 对${kind === 'hazard' ? '隐患' : kind === 'matter' ? '问责事项' : '举报'}没有意义，系统不会执行`,
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

function lintBasis(
  basis: { readonly tag: string; readonly document?: string | undefined },
  label: string,
  path: string,
): Finding[] {
  if (basis.tag === 'unverified')
    return [
      finding(
        'warning',
        `${path}.basis`,
        'basis-unverified',
        `“${label}”的依据待核实${basis.document ? `（${basis.document}）` : ''}`,
        '核对原文后改为法规或惯例',
      ),
    ];
  if (basis.tag !== 'default' && !basis.document)
    return [
      finding(
        'warning',
        `${path}.basis`,
        'basis-missing',
        `“${label}”标为${basis.tag === 'law' ? '法规' : '惯例'}，但没有写明文件`,
        '补充文件名称和条款',
      ),
    ];
  return [];
}

function lintPosts(
  posts: readonly string[],
  label: string,
  path: string,
  { posts: held, knownPosts }: LintContext,
): Finding[] {
  return [...new Set(posts)]
    .filter((post) => !RELATIONS.test(post))
    .flatMap((post) => {
      if (knownPosts && !knownPosts.has(post))
        return [
          finding('error', path, 'post-unknown', `“${label}”要找的岗位 ${post} 不存在`, '先登记该岗位，或改用已有岗位'),
        ];
      if (held && !held.has(post))
        return [
          finding(
            'warning',
            path,
            'post-without-holder',
            `“${label}”要找的岗位 ${post} 目前没有人担任`,
            '为该岗位指定人员，或改用其他岗位',
          ),
        ];
      return [];
    });
}

// ----------------------------------------------------------------------------------------------------------- ladders

function lintLadder(rules: RuleSet, ladder: Ladder, path: string, context: LintContext): Finding[] {
  const opened = rules.deadlines.some((rule) =>
    rule.onLapse.some((act) => act.do === 'openMatter' && act.ladder === ladder.id),
  );
  const unused = opened
    ? []
    : [
        finding(
          'warning',
          path,
          'ladder-unused',
          `没有任何期限会启动“${ladder.label}”`,
          '在期限的逾期后果中加入该阶梯，或删除它',
        ),
      ];
  return [...unused, ...ladder.rungs.flatMap((rung, i) => lintRung(ladder, rung, i, `${path}.rungs.${i}`, context))];
}

function lintRung(ladder: Ladder, rung: Rung, i: number, path: string, context: LintContext): Finding[] {
  const findings: Finding[] = [];
  const overdue = rung.trigger.any.flatMap((trigger) => (trigger.overdue ? [trigger.overdue.value] : []));
  const below = ladder.rungs
    .slice(0, i)
    .flatMap((one) => one.trigger.any.flatMap((trigger) => (trigger.overdue ? [trigger.overdue.value] : [])));
  if (overdue.length > 0 && below.length > 0 && Math.min(...overdue) <= Math.max(...below))
    findings.push(
      finding(
        'error',
        `${path}.trigger`,
        'rung-too-early',
        `“${rung.label}”（逾期 ${Math.min(...overdue)} 个工作日）不晚于下面的层级（${Math.max(...below)} 个工作日），次序颠倒`,
        '把天数改得比下面的层级大',
      ),
    );
  for (const trigger of rung.trigger.any) {
    if (trigger.afterRung !== undefined && (trigger.afterRung >= rung.rung || trigger.afterRung < 1))
      findings.push(
        finding(
          'error',
          `${path}.trigger`,
          'ladder-cyclic',
          `“${rung.label}”要等第 ${trigger.afterRung} 级之后才启动，永远到不了`,
          '改为等待更低的层级',
        ),
      );
    if (trigger.afterRung !== undefined && !trigger.wait)
      findings.push(
        finding(
          'error',
          `${path}.trigger`,
          'wait-missing',
          `“${rung.label}”没有写明在第 ${trigger.afterRung} 级之后等多久`,
          '补充等待的工作日数',
        ),
      );
    if (trigger.overdue === undefined && trigger.afterRung === undefined && trigger.condition === undefined)
      findings.push(
        finding(
          'error',
          `${path}.trigger`,
          'rung-unreachable',
          `“${rung.label}”有一个空的启动条件`,
          '补充逾期天数、前一层级或条件',
        ),
      );
    if (trigger.overdue && trigger.overdue.unit !== 'workingDay')
      findings.push(
        finding('error', `${path}.trigger`, 'unit-unread', `“${rung.label}”的逾期天数须以工作日计`, '把单位改为工作日'),
      );
  }
  findings.push(...lintConditions(rung, path));
  if (rung.issuer.startsWith('street') && NOT_THE_STREETS.has(rung.notice))
    findings.push(
      finding(
        'error',
        `${path}.notice`,
        'not-the-streets-power',
        `“${rung.label}”由街道发出只有区级或执法部门才能作出的文书`,
        '改为提请、建议或移送类文书',
      ),
    );
  if (rung.issuer.startsWith('street') && DISTRICT_VERBS.test(rung.label) && !ASKING_VERBS.test(rung.label))
    findings.push(
      finding(
        'error',
        `${path}.label`,
        'not-the-streets-power',
        `“${rung.label}”的名称表示街道在作出区级或执法部门的决定`,
        '改为“提请……”“建议……”或“移送……”',
      ),
    );
  if (rung.inPerson && !rung.noticeAhead)
    findings.push(
      finding(
        'error',
        `${path}.noticeAhead`,
        'notice-ahead-missing',
        `“${rung.label}”须本人到场，但没有写明提前几个工作日通知`,
        '补充提前通知的工作日数',
      ),
    );
  if (!rung.cancelledBy.includes('accepted'))
    findings.push(
      finding(
        'error',
        `${path}.cancelledBy`,
        'not-cancelled-by-acceptance',
        `“${rung.label}”在验收合格后仍会继续`,
        '加入“验收合格即终止”',
      ),
    );
  return [
    ...findings,
    ...lintBasis(rung.basis, rung.label, path),
    ...lintPosts([rung.issuer, rung.target, ...(rung.copyTo ?? [])], rung.label, path, context),
  ];
}

function lintConditions(rung: Rung, path: string): Finding[] {
  return rung.trigger.any.flatMap(({ condition, overdue, afterRung }, t) => {
    if (condition === undefined) return [];
    const where = `${path}.trigger.any.${t}.condition`;
    const { gap, neverTrue } = coverTable([{ id: 'trigger', when: condition }]);
    if (neverTrue.length > 0)
      return [
        finding(
          'error',
          where,
          'condition-never-true',
          `“${rung.label}”的条件“${condition}”永远不成立`,
          '修改条件，或删除它',
        ),
      ];
    // Alone it would make the rung due at once, in every matter.
    return gap || overdue || afterRung !== undefined
      ? []
      : [
          finding(
            'warning',
            where,
            'condition-always-true',
            `“${rung.label}”的条件“${condition}”永远成立，问责一启动就到这一级`,
            '改为逾期天数，或写明条件',
          ),
        ];
  });
}

function lintReferences(rules: RuleSet): Finding[] {
  const findings: Finding[] = [];
  const tiers = rules.tiers.map((tier) => tier.id);
  for (const tier of tiers) {
    const guarded = rules.deadlines.some(
      (rule) =>
        (rule.tiers as readonly string[]).includes(tier) &&
        (Array.isArray(rule.endsOn)
          ? rule.endsOn.includes('rectificationSubmitted')
          : rule.endsOn === 'rectificationSubmitted'),
    );
    if (!guarded)
      findings.push(
        finding(
          'error',
          'deadlines',
          'tier-without-deadline',
          `${tier} 级隐患没有整改期限，永远不会逾期`,
          '为该等级增加整改期限',
        ),
      );
    if (!rules.failedAcceptance.duration[tier])
      findings.push(
        finding(
          'error',
          `failedAcceptance.duration.${tier}`,
          'restart-missing',
          `${tier} 级隐患验收不合格后没有新的期限`,
          '补充天数',
        ),
      );
  }
  for (const id of rules.tierTable.rows.map((row) => row.tier))
    if (!tiers.includes(id))
      findings.push(
        finding(
          'error',
          'tierTable.rows',
          'tier-unknown',
          `定级表使用了不存在的等级 ${id}`,
          `可用：${tiers.join('、')}`,
        ),
      );
  rules.pause.reasons.forEach((reason, i) => {
    if (!reason.basis)
      findings.push(
        finding(
          'hint',
          `pause.reasons.${i}`,
          'basis-missing',
          `中止事由“${reason.label}”没有写明依据`,
          '补充依据，或标为默认',
        ),
      );
  });
  return findings;
}
