import { STATE_WORDS } from '../words.ts';
import { ANCHORS } from './anchors.ts';
import { type Finding, finding } from './finding.ts';
import type { DeadlineRule, RuleSet } from './rule-set.ts';

/** Evidence that an act can bring; a rule that asks for another could never be met. */
const EVIDENCE = new Set([
  'photoBefore',
  'photoAfter',
  'controlProof',
  'planItems',
  'expertOrAgencyOpinion',
  'perItemResult',
  'teamOfAtLeast3',
  'conclusion',
]);

/** Fields that a command carries, so that a rule may ask for them. */
const COMMON_FIELDS = ['document', 'approver', 'reason', 'note'];
const EXTENSION_FIELDS = new Set([...COMMON_FIELDS, 'newDay', 'progress', 'interimMeasures', 'forceMajeure']);

/** What is set aside for later steps: kept, shown, exported, and read by nothing yet (invariant 12: never ignored in silence). */
const NOT_YET_READ: readonly {
  readonly path: string;
  readonly label: string;
  readonly has: (rules: RuleSet) => boolean;
}[] = [
  { path: 'sampling', label: '验收抽查', has: (rules) => Object.keys(rules.sampling).length > 0 },
  { path: 'unitGrades', label: '单位风险分级', has: (rules) => Object.keys(rules.unitGrades).length > 0 },
];

/** What is configured where no state, act or clock can read it. */
export function lintSettings(rules: RuleSet): Finding[] {
  return [
    ...NOT_YET_READ.filter((one) => one.has(rules)).map((one) =>
      finding('hint', one.path, 'not-yet-read', `“${one.label}”目前只保存，尚无环节读取`, '保留即可，启用后自动生效'),
    ),
    ...lintEvidence(rules),
    ...lintNeeds(rules),
    ...lintUnits(rules),
    ...lintSwitches(rules),
    ...lintQuestions(rules),
    ...rules.deadlines.flatMap((rule, i) => [
      ...lintStage(rule, `deadlines.${i}`),
      ...lintTold(rule, `deadlines.${i}`),
    ]),
  ];
}

function lintEvidence({ evidence }: RuleSet): Finding[] {
  const { T0, T1, T2, T3, acceptance, failedAcceptance } = evidence;
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ...Object.entries({ T0, T1, T2, T3 }).map(([tier, names]) => [`evidence.${tier}`, names] as const),
    ...Object.entries(acceptance).map(([tier, names]) => [`evidence.acceptance.${tier}`, names] as const),
    ['evidence.failedAcceptance', failedAcceptance],
  ];
  return lists.flatMap(([path, names]) =>
    names.flatMap((name, i) =>
      EVIDENCE.has(name)
        ? []
        : [
            finding(
              'error',
              `${path}.${i}`,
              'evidence-unknown',
              `没有“${name}”这种证明材料，要求它的环节将永远不能提交`,
              `可用：${[...EVIDENCE].join('、')}`,
            ),
          ],
    ),
  );
}

function lintNeeds(rules: RuleSet): Finding[] {
  const unknown = (path: string, needs: readonly string[], fields: ReadonlySet<string>) =>
    needs.flatMap((need, i) =>
      fields.has(need)
        ? []
        : [
            finding(
              'error',
              `${path}.${i}`,
              'need-unknown',
              `要求填写“${need}”，但办理时没有这一项，将永远不能办理`,
              `可用：${[...fields].join('、')}`,
            ),
          ],
    );
  return [
    ...Object.entries(rules.extension).flatMap(([tier, rule]) =>
      unknown(`extension.${tier}.needs`, rule.needs ?? [], EXTENSION_FIELDS),
    ),
    ...unknown('pause.needs', rules.pause.needs, new Set(['document', 'approver'])),
    ...unknown('lateEntry.beyondNeeds', rules.lateEntry.beyondNeeds, new Set(COMMON_FIELDS)),
  ];
}

type Unit = RuleSet['reopenWithin']['unit'];

/** Periods that are counted in one unit only: another one would be read as that. */
function lintUnits(rules: RuleSet): Finding[] {
  const wrong = (path: string, label: string, period: { readonly unit: Unit } | undefined, unit: Unit): Finding[] =>
    period === undefined || period.unit === unit
      ? []
      : [
          finding(
            'error',
            path,
            'unit-unread',
            `${label}须以${UNIT[unit]}计，写成${UNIT[period.unit]}不会起作用`,
            `把单位改为${UNIT[unit]}`,
          ),
        ];
  return [
    ...wrong('recurrence.within', '复发的时间范围', rules.recurrence.within, 'calendarDay'),
    ...Object.entries(rules.extension).flatMap(([tier, rule]) =>
      wrong(`extension.${tier}.maxTotal`, '延期上限', rule.maxTotal, 'calendarDay'),
    ),
    ...rules.signing.steps.flatMap((step, i) =>
      wrong(`signing.steps.${i}.after`, '催签间隔', step.after, 'workingDay'),
    ),
    ...wrong('answers.startsAtLatest', '答复的最迟起算', rules.answers.startsAtLatest, 'workingDay'),
    ...rules.deadlines.flatMap((rule, i) => [
      ...('monthlyOnDay' in rule.duration
        ? wrong(
            `deadlines.${i}.duration.firstAtLeast`,
            `“${rule.label}”首次的最短间隔`,
            rule.duration.firstAtLeast,
            'calendarDay',
          )
        : []),
      ...(readNow(rule)
        ? rule.onLapse.flatMap((act, n) =>
            act.do === 'askAgain'
              ? wrong(`deadlines.${i}.onLapse.${n}.every`, `“${rule.label}”再次催询的间隔`, act.every, 'workingDay')
              : [],
          )
        : []),
    ]),
    ...rules.ladders.flatMap((ladder, i) =>
      ladder.rungs.flatMap((rung, n) => [
        ...wrong(
          `ladders.${i}.rungs.${n}.noticeAhead`,
          `“${rung.label}”提前通知的时间`,
          rung.noticeAhead,
          'workingDay',
        ),
        ...rung.trigger.any.flatMap((trigger, t) =>
          wrong(
            `ladders.${i}.rungs.${n}.trigger.any.${t}.wait`,
            `“${rung.label}”的等待时间`,
            trigger.wait,
            'workingDay',
          ),
        ),
        ...(rung.receiptRequired
          ? wrong(
              `ladders.${i}.rungs.${n}.answerWithin`,
              `“${rung.label}”须签收，其答复期限`,
              rung.answerWithin ?? undefined,
              'workingDay',
            )
          : []),
      ]),
    ),
  ];
}

const UNIT: { readonly [unit in Unit]: string } = {
  minute: '分钟',
  hour: '小时',
  calendarDay: '日',
  workingDay: '工作日',
  month: '月',
};

/** Whom a ladder is for is decided by who supervises and who rectifies, not by the rule set. */
const SUBJECTS = { A: ['village', 'department'], B: ['unit'] } as const;
const CANCELLED_BY = ['accepted', 'lateEntry', 'withdrawn'] as const;

/** A list that says what always holds: one that leaves something out, or adds to it, would not be followed. */
function fixed(path: string, given: readonly string[], always: readonly string[], label: string): Finding[] {
  return always.every((one) => given.includes(one)) && given.every((one) => always.includes(one))
    ? []
    : [
        finding(
          'error',
          path,
          'setting-unread',
          `${label}是固定的（${always.join('、')}），另作规定不会起作用`,
          `改回 ${always.join('、')}`,
        ),
      ];
}

/** Switches that the core does not look at, because the answer is the law's. */
function lintSwitches(rules: RuleSet): Finding[] {
  return [
    ...(rules.evidence.acceptorNotRectifier
      ? []
      : [
          finding(
            'error',
            'evidence.acceptorNotRectifier',
            'setting-unread',
            '整改单位不得验收自己的整改，这一项不能关闭',
            '改回 true',
          ),
        ]),
    ...(rules.recurrence.sameUnitAndKind
      ? []
      : [
          finding(
            'error',
            'recurrence.sameUnitAndKind',
            'setting-unread',
            '复发只按同一单位、同一类别认定，关闭此项不会起作用',
            '改回 true',
          ),
        ]),
    ...Object.entries(rules.extension).flatMap(([tier, rule]) =>
      rule.lateRequest?.refused === false
        ? [
            finding(
              'error',
              `extension.${tier}.lateRequest.refused`,
              'setting-unread',
              '逾时提出的延期申请一律不予受理（不可抗力由领导签字除外），关闭此项不会起作用',
              '改回 true',
            ),
          ]
        : [],
    ),
    ...rules.ladders.flatMap((ladder, i) => [
      ...fixed(`ladders.${i}.subjects`, ladder.subjects, SUBJECTS[ladder.id], `“${ladder.label}”的适用对象`),
      ...ladder.rungs.flatMap((rung, n) => [
        ...fixed(`ladders.${i}.rungs.${n}.cancelledBy`, rung.cancelledBy, CANCELLED_BY, `“${rung.label}”的终止情形`),
        ...fixed(`ladders.${i}.rungs.${n}.suspendedBy`, rung.suspendedBy, ['paused'], `“${rung.label}”的中止情形`),
      ]),
    ]),
  ];
}

/** A working day, so long that “quick” says nothing any more (minutes). */
const LONG_FOR_QUICK = 480;
/** Hashes of two photos that have nothing to do with one another differ in about half of their 64 bits. */
const FAR_FOR_SIMILAR = 16;

/** Thresholds so wide that everything becomes a question, and nobody looks at any. */
function lintQuestions({ questions }: RuleSet): Finding[] {
  if (questions === undefined) return [];
  const wide = (field: string, label: string, tooWide: boolean | undefined): Finding[] =>
    tooWide
      ? [
          finding(
            'warning',
            `questions.${field}`,
            'question-too-wide',
            `“${label}”的起点过宽，正常办理的案件也会被提示，提示将失去意义`,
            '改为更严的起点，或删除此项（采用系统默认）',
          ),
        ]
      : [];
  const { latePause, similarPhoto, quickCloseOut, quickAcceptance, identicalTexts } = questions;
  return [
    ...wide('latePause.share', '期限将满时中止', latePause && latePause.share < 0.5),
    ...wide('similarPhoto.bits', '不同案件照片相似', similarPhoto && similarPhoto.bits > FAR_FOR_SIMILAR),
    ...wide('quickCloseOut.minutes', '登记后很快销号', quickCloseOut && quickCloseOut.minutes > LONG_FOR_QUICK),
    ...wide(
      'quickAcceptance.minutes',
      '提交后很快验收合格',
      quickAcceptance && quickAcceptance.minutes > LONG_FOR_QUICK,
    ),
    ...wide('identicalTexts.characters', '文字雷同', identicalTexts && identicalTexts.characters < 5),
  ];
}

/** A stage that does not exist is looked at by nobody: the clock would run whatever the case does. */
function lintStage(rule: DeadlineRule, path: string): Finding[] {
  const [name, state] = rule.stage.split('.');
  if (name === undefined || state === undefined) return [];
  const region = name === 'interimControl' ? 'control' : name;
  return kindsOf(rule).flatMap((kind) => {
    const states = kind in ANCHORS ? STATE_WORDS[kind as keyof typeof ANCHORS] : undefined;
    if (states === undefined || states[region]?.[state] !== undefined) return [];
    return [
      finding(
        'error',
        `${path}.stage`,
        'stage-unknown',
        `“${rule.label}”的环节 ${rule.stage} 不存在，系统不会理会它`,
        states[region] ? `可用：${Object.keys(states[region]).join('、')}` : `可用：${Object.keys(states).join('、')}`,
      ),
    ];
  });
}

/** Each reminder goes to somebody. */
function lintTold(rule: DeadlineRule, path: string): Finding[] {
  return rule.reminders.flatMap((reminder, i) =>
    reminder.to.length > 0
      ? []
      : [
          finding(
            'error',
            `${path}.reminders.${i}.to`,
            'reminder-to-nobody',
            `“${rule.label}”的催办没有收件人`,
            '填写收件岗位，或 holder（责任岗位）',
          ),
        ],
  );
}

function kindsOf(rule: DeadlineRule): readonly string[] {
  return typeof rule.kind === 'string' ? [rule.kind] : rule.kind;
}

/** Some kind of case that exists today reads the rule. */
function readNow(rule: DeadlineRule): boolean {
  return kindsOf(rule).some((kind) => kind in ANCHORS);
}
