/**
 * Every Chinese term that people see, in one place: command line, page and mail read it. Names of duties, tiers, rungs and pause reasons
 * are the rule set's, titles of papers the catalogue of notices', names of commands stand beside their schemas.
 */
import type { KindName } from './names.ts';

type Terms = { readonly [id: string]: string };

/** Kinds of case. */
export const KIND_WORDS: { readonly [Kind in KindName]: string } = {
  hazard: '隐患',
  matter: '问责事项',
  tipoff: '举报',
  notice: '文书',
  record: '登记件',
  duty: '履职事项',
  accident: '事故',
  roster: '名单事项',
};

/** Facts that any kind of case may record. */
const COMMON_EVENTS: Terms = {
  DeadlineLapsed: '逾期',
  ReminderDue: '催办',
  AskedAgain: '再次催询',
  MessageNoted: '收到相关案件消息',
  NoteAdded: '补充说明',
};

/** What happened, by kind and event type. */
export const EVENT_WORDS: { readonly [Kind in KindName]: Terms } = {
  hazard: {
    ...COMMON_EVENTS,
    HazardReported: '隐患登记',
    HazardGraded: '定级',
    HazardRegraded: '调整等级',
    HazardDismissed: '认定不属隐患',
    HazardMerged: '并入其他隐患',
    DuplicateLinked: '合并重复隐患',
    RectificationOrdered: '下达整改要求',
    RectificationServed: '整改通知送达',
    SubjectCorrected: '更正单位或地点',
    SubjectGone: '单位灭失',
    PlanFiled: '报送治理方案',
    ProgressReported: '报告进展',
    ExtensionRequested: '申请延期',
    ExtensionGranted: '同意延期',
    ExtensionRefused: '不同意延期',
    ExtensionVoided: '延期申请失效',
    RectificationSubmitted: '提交整改',
    AcceptanceTaken: '受理验收',
    AcceptancePassed: '验收合格',
    AcceptanceFailed: '验收不合格',
    HazardClosedOut: '销号',
    HazardReopened: '重新打开',
    SupervisionRequested: '提请挂牌督办',
    SupervisionWithdrawn: '撤回提请',
    SupervisionOrdered: '区级挂牌督办',
    SupervisionReturned: '区级退回补正',
    SupervisionRefused: '区级不予挂牌',
    SupervisionFiled: '挂牌备案',
    SupervisionPublished: '挂牌公示',
    LiftRequested: '申请摘牌',
    LiftRefused: '不予摘牌',
    ReworkDemanded: '要求继续整改',
    SupervisionLifted: '区级摘牌',
    LiftPublished: '摘牌公示',
    LeaderAssigned: '区级领导挂钩',
    ConsultationOpened: '提出会商',
    ConsultationLifted: '提交上级会商',
    ConsultationDecided: '会商决定',
    ConsultationSentDown: '会商发回下级',
    ConsultationEnded: '会商随案终止',
    MinutesFiled: '会商纪要',
    ControlOrdered: '要求现场管控',
    ControlVerified: '现场管控到位',
    DistrictCalled: '电话报告区级',
    ProductionStopped: '停产停业',
    StopReviewed: '停产停业复核',
    RestartRequested: '申请恢复生产',
    RestartApproved: '同意恢复生产',
    RestartRefused: '不同意恢复生产',
    TransferDecided: '决定移送',
    TransferSent: '移送发出',
    TransferReceived: '移送接收',
    TransferReturned: '移送退回',
    TransferResultKnown: '移送结果',
    MatterStarted: '启动问责',
    FlagContested: '对标记提出异议',
    FlagContestDecided: '标记异议复核',
    CasePaused: '中止期限',
    CaseResumed: '恢复计时',
    EvidenceAdded: '补充材料',
    RulesAdopted: '改用新规则集',
    DeadlineConfirmed: '期限确认',
  },
  matter: {
    ...COMMON_EVENTS,
    MatterOpened: '启动问责',
    CauseAdded: '增加问责事由',
    CauseDropped: '撤销问责事由',
    RungDue: '应升级督办',
    RungSkipped: '越级督办',
    MatterSuspended: '问责暂停',
    MatterResumed: '问责恢复',
    MatterEnded: '问责终止',
    MatterClosed: '问责办结',
    NoticeSigned: '签发文书',
    NoticeIssued: '文书自动发出',
    NoticeRedrafted: '文书重新起草',
    NoticeReceived: '文书签收',
    NoticeUndelivered: '文书未送达',
    StandingChanged: '隐患等级或挂牌状态变化',
    NoticeVoided: '文书作废，本级重新待签',
    NoticeRecalled: '文书撤回，本级重新待签',
    ReceiptOverdue: '逾期未签收',
    PaperDropped: '文书撤下',
    SignatureOverdue: '逾期未签发',
    AnswerFiled: '书面答复',
    AnswerOverdue: '逾期未答复',
    AnswerSufficient: '答复符合要求',
    AnswerPoor: '答复不符合要求',
    ReviewOverdue: '复核逾期',
    AnswerContested: '对答复有争议',
    InterviewNamed: '确定约谈',
    InterviewHeld: '约谈召开',
    InterviewMissed: '约谈缺席',
    InterviewPostponed: '约谈改期',
    InterviewMinutesFiled: '约谈纪要',
    InterviewReportFiled: '约谈整改报告',
    InterviewPassed: '约谈要求已落实',
    InterviewFailed: '约谈要求未落实',
    TransferSent: '移送发出',
    TransferReceived: '移送接收',
    TransferReturned: '移送退回',
    OutsideDecided: '外部决定',
    FactsRecorded: '登记问责事实',
    FlagRaised: '登记问责标记',
    FlagContested: '对标记提出异议',
    FlagContestDecided: '标记异议复核',
    RulesAdopted: '改用新规则集',
    DeadlineConfirmed: '期限确认',
  },
  accident: {
    ...COMMON_EVENTS,
    AccidentRegistered: '登记事故',
    UnitReported: '单位报告事故',
    AccidentForwarded: '上报事故',
    LevelForwarded: '上级继续上报',
    FiguresSupplemented: '补报伤亡变化',
    FiguresCorrected: '更正伤亡数据',
    SupplementsClosed: '补报期满',
    SocialEffectFound: '认定社会影响较大',
    CasesFrozen: '继续标记相关案件',
    TracingStarted: '启动责任倒查',
    TracingConcluded: '责任倒查办结',
    ClueTransferred: '移交问题线索',
    ClueReceived: '线索签收',
    MatterStarted: '启动问责',
    AppraisalStarted: '技术鉴定开始',
    AppraisalEnded: '技术鉴定结束',
    InvestigationExtended: '调查延期',
    InvestigationReported: '提交调查报告',
    InvestigationApproved: '批复调查报告',
    AccidentAssessed: '评估落实情况',
    AccidentClosed: '事故办结',
    AccidentDismissed: '认定不属事故',
    DeadlineConfirmed: '期限确认',
  },
  roster: {
    ...COMMON_EVENTS,
    EntryProposed: '提出列入建议',
    EntryNoticed: '告知单位',
    EntryHeard: '陈述申辩',
    HearingPassed: '陈述申辩期满',
    ProposalWithdrawn: '撤回建议',
    ObjectionRaised: '提出异议',
    ObjectionDecided: '处理异议',
    EntryListed: '决定列入',
    EntryRejected: '决定不予列入',
    EntryPublished: '内部公布',
    EntryReviewed: '复核保留',
    RemovalRequested: '申请提前移出',
    RemovalRefused: '不予提前移出',
    EntryRemoved: '移出名单',
    EntryExpired: '期满移出',
    EntryRecommended: '建议区级依法审查',
    DistrictDecided: '区级决定',
    DepartmentTold: '告知部门',
    ConstraintAnswered: '部门答复',
    ConstraintsAnswered: '部门均已答复',
    DeadlineConfirmed: '期限确认',
  },
  tipoff: {
    ...COMMON_EVENTS,
    TipoffReceived: '接收举报',
    TipoffTriaged: '举报分办',
    TipoffAccepted: '受理举报',
    TipoffNotOurs: '不予受理',
    TipoffTransferred: '转送其他部门或层级',
    TipoffTransferReceived: '转送签收',
    TipoffTransferReturned: '转送退回',
    TipoffJoined: '并入在先举报',
    DuplicateJoined: '有重复举报并入',
    AnswerShared: '随在先举报答复',
    TipoffRevived: '恢复单独办理',
    TipoffWithdrawn: '撤回举报',
    SupplementReceived: '补充举报内容',
    HazardOpened: '转为隐患',
    HazardLinked: '关联已有隐患',
    VerificationExtended: '延长核查',
    TipoffVerified: '核查结论',
    TipoffAnswered: '答复举报人',
    RewardOffered: '拟定奖励',
    RewardClaimed: '申请领奖',
    RewardPaid: '发放奖励',
    RewardExpired: '逾期未领奖',
    RewardWaived: '放弃领奖',
    TipoffClosed: '举报办结',
    IdentityOpened: '查看举报人身份',
    RulesAdopted: '改用新规则集',
    DeadlineConfirmed: '期限确认',
  },
  notice: {
    ...COMMON_EVENTS,
    NoticeDrafted: '起草文书',
    NoticeCompleted: '补充文书内容',
    NoticeRedrafted: '文书重新起草',
    NoticeReviewed: '审核文书',
    NoticeReturned: '退回修改',
    NoticeSigned: '签发文书',
    NoticeIssued: '文书自动发出',
    NoticeVoided: '文书作废',
    NoticeServed: '文书送达',
    NoticeReceived: '文书签收',
    NoticeUndelivered: '未能送达',
    NoticeAnswered: '书面回复',
    NoticeRecalled: '文书撤回',
    NoticeClosed: '文书归档',
    SignatureOverdue: '逾期未签发',
    ReceiptOverdue: '逾期未签收',
    ServiceOverdue: '逾期未送达',
  },
  record: {
    ...COMMON_EVENTS,
    RecordEntered: '登记',
    RecordAmended: '变更登记',
    RecordCorrected: '更正登记',
    RecordRetired: '注销登记',
    RecordRestored: '恢复登记',
    RulesAdopted: '改用新规则集',
  },
  duty: {
    ...COMMON_EVENTS,
    DutyOpened: '设立履职事项',
    RoundBegan: '新一期开始',
    RoundDone: '履职完成',
    EvidenceAdded: '补充履职记录',
    RoundWaived: '免除本期',
    RoundsLeft: '尚有未办期次',
    LateLeft: '尚有逾期期次',
    NothingLeft: '没有待办期次',
    DutyPaused: '暂停履职',
    DutyResumed: '恢复履职',
    BearerChanged: '变更责任岗位',
    DayMoved: '到期日变更',
    DutyEnded: '终止履职事项',
    RulesAdopted: '改用新规则集',
    DeadlineConfirmed: '期限确认',
  },
};

/** Parallel regions of the machines. */
export const REGION_WORDS: Terms = {
  main: '环节',
  supervision: '挂牌督办',
  consultation: '三级会商',
  control: '现场管控',
  transfer: '移送',
  extension: '延期',
  plan: '治理方案',
  pause: '中止',
  paper: '文书',
  interview: '约谈',
  supplements: '补报',
  freeze: '冻结标记',
  tracing: '责任倒查',
  clue: '线索移交',
  appraisal: '技术鉴定',
  publication: '公布',
  objection: '异议',
  removal: '提前移出',
  recommendation: '区级建议',
  constraints: '部门措施',
};

const TRANSFER_STATES: Terms = { none: '无', sent: '已发出', received: '已接收', resultKnown: '已有结果' };

/** Where a region stands, by kind and region; the main region's states are the stages. */
export const STATE_WORDS: { readonly [Kind in KindName]: { readonly [region: string]: Terms } } = {
  hazard: {
    main: {
      identified: '待定级',
      graded: '已定级',
      ordered: '待送达',
      rectifying: '整改中',
      submitted: '待验收',
      inAcceptance: '验收中',
      accepted: '验收合格',
      closedOut: '已销号',
      dismissed: '不属隐患',
      merged: '已合并',
      subjectGone: '单位灭失',
    },
    supervision: {
      none: '未挂牌',
      requested: '已提请',
      returned: '退回补正',
      refused: '不予挂牌',
      ordered: '挂牌中',
      liftRequested: '已申请摘牌',
      lifted: '已摘牌待公示',
      liftPublished: '已摘牌',
    },
    consultation: { none: '无', village: '村居会商', street: '街道会商', district: '区级会商', resolved: '已决定' },
    control: {
      none: '无',
      ordered: '已要求',
      verified: '已到位',
      stopped: '停产停业',
      restartRequested: '申请恢复',
      lifted: '已解除',
    },
    transfer: { ...TRANSFER_STATES, decided: '已决定' },
    extension: { none: '无', requested: '待决定' },
    plan: { none: '未报送', filed: '已报送' },
    pause: { running: '计时中', paused: '已中止' },
  },
  matter: {
    main: { none: '未启动', open: '问责中', ended: '已终止待收尾', closed: '已办结' },
    paper: { none: '无', unsigned: '待签发', issued: '已发出', answered: '已答复', contested: '有争议' },
    interview: {
      none: '无',
      decided: '待约谈',
      held: '已约谈',
      reported: '已报告',
      passed: '已落实',
      failed: '未落实',
    },
    transfer: TRANSFER_STATES,
  },
  accident: {
    main: {
      none: '未登记',
      happened: '待单位报告',
      reported: '待上报',
      forwarded: '已上报待调查',
      investigated: '调查报告待批复',
      approved: '待评估落实',
      closed: '已办结',
      dismissed: '不属事故',
    },
    supplements: { none: '无', open: '可补报', closed: '补报期满' },
    freeze: { none: '无', running: '已标记' },
    tracing: { none: '未启动', running: '倒查中', concluded: '已办结' },
    clue: { none: '无', sent: '已移交待签收', received: '已签收' },
    appraisal: { none: '无', running: '鉴定中' },
  },
  roster: {
    main: {
      none: '未提出',
      proposed: '待告知',
      noticed: '陈述申辩中',
      heard: '待研究决定',
      listed: '列入期间',
      rejected: '不予列入',
      withdrawn: '已撤回',
      removed: '已移出',
      expired: '期满移出',
    },
    publication: { none: '未公布', published: '已内部公布' },
    objection: { none: '无', raised: '有异议待处理', decided: '已处理' },
    removal: { none: '无', requested: '申请移出待决定' },
    recommendation: { none: '无', sent: '已建议待答复', answered: '区级已决定' },
    constraints: { none: '无', told: '待部门答复', answered: '部门已答复' },
  },
  tipoff: {
    main: {
      none: '未登记',
      received: '待受理',
      transferred: '已转送待签收',
      joined: '已并入在先举报',
      accepted: '核查中',
      verified: '待答复',
      answered: '已答复',
      rewardOffered: '待领奖',
      rewardClaimed: '待发奖',
      closed: '已办结',
    },
  },
  notice: {
    main: {
      none: '未起草',
      draft: '草稿',
      reviewed: '已审核',
      signed: '已签发待送达',
      served: '已送达',
      received: '已签收',
      answered: '已回复',
      closed: '已归档',
      voided: '已作废',
      recalled: '已撤回',
    },
  },
  record: { main: { none: '未登记', inForce: '有效', retired: '已注销' } },
  duty: {
    main: {
      none: '未设立',
      waiting: '待下一期',
      due: '待履职',
      late: '逾期未履职',
      done: '已履职',
      waived: '已免除',
      ended: '已终止',
    },
    pause: { running: '计时中', paused: '已中止' },
  },
};

/** Posts, without their organisation. */
const POST_WORDS: Terms = {
  engine: '系统',
  public: '公众',
  device: '监测设备',
  expert: '专家',
  insurer: '保险机构',
  acceptanceTeam: '验收组',
  'unit.head': '企业主要负责人',
  'unit.safetyOfficer': '企业安全员',
  'village.head': '村（居）主任',
  'village.deputyHead': '村（居）副主任',
  'village.leaderInCharge': '村（居）分管领导',
  'village.clerk': '村（居）文书',
  'village.gridWorker': '网格员',
  'department.head': '部门负责人',
  'department.deputyHead': '部门副职',
  'department.leaderInCharge': '部门分管领导',
  'street.safetyOffice': '街道安办',
  'street.safetyOffice.head': '街道安办主任',
  'street.safetyCommittee': '街道安委会',
  'street.safetyCommittee.head': '街道安委会主任',
  'street.partyCommittee': '街道党工委',
  'street.partyCommittee.head': '街道党工委书记',
  'street.leader': '街道领导',
  'street.leader.safety': '街道分管安全领导',
  'street.head': '街道办事处主任',
  'street.office': '街道党政办',
  'street.supervision': '街道督查',
  'street.inspector': '街道检查员',
  'street.inspectors': '街道检查组',
  'street.department': '街道部门',
  street: '街道',
  district: '区级',
  'district.safetyCommittee': '区安委会',
  'district.safetyOffice': '区安办',
  'district.lawEnforcement': '区执法部门',
  'district.emergency': '区应急管理局',
  'district.fire': '区消防救援大队',
  'district.industryDepartment': '区行业主管部门',
  'district.specialDepartment': '区专业部门',
  'district.government': '区政府',
  'district.discipline': '区纪检监察机关',
  'district.supervision': '区督查室',
  unit: '企业',
  village: '村（居）',
  'reporter.organisation': '发现单位',
  'transfer.receiver': '接收单位',
  'extension.approver': '延期审批单位',
  'consultation.level': '会商牵头单位',
  'notice.issuer': '文书签发岗位',
  'notice.addressee': '文书接收岗位',
  'matter.subject': '问责对象',
  'rung.issuer': '文书签发岗位',
  'tipoff.handler': '举报承办人',
  'tipoff.reporter': '举报人',
  'register.enter': '登记岗位',
  'register.amend': '变更登记岗位',
  'register.retire': '注销登记岗位',
  'duty.bearer': '履职责任岗位',
};

/** A post, or who holds a duty by his relation to the case; the id itself if it has no name here. */
export function postWord(post: string): string {
  const deputy = /^(.+)\.deputy$/.exec(post)?.[1];
  const placed = /^([^@]+)@(.+)$/.exec(post);
  if (placed) return `${postWord(placed[1] ?? '')}（${placed[2]}）`;
  return POST_WORDS[post] ?? (deputy === undefined ? post : `${postWord(deputy)}代理人`);
}

/** Grounds that an auditor should see. */
const FLAG_WORDS: Terms = {
  'acceptance-late': '验收逾期',
  'accident-report-late': '事故报告逾期',
  'answer-late': '答复逾期',
  'review-late': '复核逾期',
  'receipt-missing': '文书未取得签收',
  'signature-late': '签发逾期',
  'consultation-binding-missed': '未按上级会商要求办理',
  'consultation-late': '会商逾期',
  'extension-decision-late': '延期审批逾期',
  'imminent-not-controlled': '危及人身安全隐患未及时管控',
  'imminent-not-removed': '危及人身安全隐患未及时消除',
  'interview-check-late': '约谈核查逾期',
  'interview-failed': '约谈未落实',
  'interview-late': '约谈逾期',
  'lift-publication-late': '摘牌公示逾期',
  'lift-request-late': '申请摘牌逾期',
  'minutes-late': '纪要逾期',
  'notice-served-late': '送达逾期',
  'notice-receipt-late': '签收逾期',
  'stop-review-late': '停产停业复核逾期',
  'supervision-filing-late': '挂牌备案逾期',
  'supervision-publication-late': '挂牌公示逾期',
  'supervision-request-late': '提请挂牌逾期',
  'tipoff-late': '举报办理逾期',
  'transfer-late': '移送逾期',
  'recurrence-ask-office': '同类隐患再次发生，请安办研判',
  'downgrade-before-lapse': '临期降级，请核实',
  'photo-reused': '照片重复使用，请核实',
};

/** A flag or a question for the auditor; the code itself if somebody made it up. */
export function flagWord(code: string): string {
  return FLAG_WORDS[code] ?? code;
}

/** What somebody outside may decide on a case that was transferred to him (安全生产法 Arts. 70, 102, 112, 113). */
const OUTSIDE_WORDS: Terms = {
  orderToRemove: '责令限期消除',
  fine: '罚款',
  stopProduction: '责令停产停业整顿',
  dailyFine: '按日连续处罚',
  cutPower: '停止供电',
  proposeClosing: '提请关闭',
};

/** An outside decision by name and, in brackets, as it is entered; free words as they are. */
export function outsideWord(what: string): string {
  const word = OUTSIDE_WORDS[what];
  return word === undefined ? what : `${word}（${what}）`;
}

/** Sides of the street's internal list. */
export const COLOUR_WORDS: Terms = { red: '激励名单', black: '重点关注名单' };

/** How a duty ended. */
export const VERDICT_WORDS: Terms = { met: '按期', late: '逾期', missed: '未履行', withdrawn: '撤销' };

/** Sorts of day in a working calendar. */
export const DAY_WORDS: Terms = { workday: '工作日', makeUpDay: '调休上班', rest: '休息日', holiday: '节假日' };

/** Why a day was not counted, or stands in a counting table. */
export const COUNTING_WORDS: Terms = {
  rest: '休息日，不计',
  holiday: '节假日，不计',
  paused: '中止期间，不计',
  start: '起算日，不计',
  rolled: '顺延至工作日',
  fixed: '决定指定之日',
};

/** Units of a period. */
export const UNIT_WORDS: Terms = {
  minute: '分钟',
  hour: '小时',
  calendarDay: '日',
  workingDay: '个工作日',
  month: '个月',
};

/** What may be asked for as evidence (证明材料). */
export const EVIDENCE_WORDS: Terms = {
  photoBefore: '整改前照片',
  photoAfter: '整改后照片',
  controlProof: '现场管控证明',
  planItems: '治理方案逐项完成情况',
  expertOrAgencyOpinion: '专家或机构意见',
  perItemResult: '逐项结论',
  teamOfAtLeast3: '三人以上验收组',
  conclusion: '验收结论',
};

/** How sure a rule's ground is. */
export const BASIS_WORDS: Terms = { law: '法定', practice: '参照外地做法', unverified: '待核实', default: '默认值' };

/** What a message is about. */
export const ABOUT_WORDS: Terms = {
  accident: '发生事故',
  tracing: '启动责任倒查',
  supervisorMissing: '监管单位未登记',
  tipoffNews: '举报有新情况',
  rosterOffer: '拟列入激励名单',
  rosterHearingOver: '陈述申辩期满',
  rosterExpired: '列入期满',
  rosterConstraint: '重点关注名单告知',
  reminder: '催办',
  lapse: '逾期通知',
  assigned: '新任务',
  askAgain: '再次催询',
  signature: '待签发',
  rung: '督办提示',
  answer: '答复提醒',
  answerOverdue: '逾期未答复',
  reviewOverdue: '逾期未复核',
  imminent: '危及人身安全隐患',
  pauseEnded: '中止期满',
  proposeTransfer: '建议移送',
  reassigned: '改由代理人办理',
  recommend: '处理建议',
  receiptOverdue: '文书逾期未签收',
  signatureLate: '签发逾期',
  superiorLate: '履职逾期报告',
  skipProposed: '可报批越级',
  interviewIncomplete: '约谈通知待补充',
  interviewPostponed: '约谈改期',
  recallDue: '请撤回文书',
  extensionGranted: '延期已获批准',
  extensionRefused: '延期未获批准',
  noticeIncomplete: '文书待补充',
  noticeReturned: '文书退回修改',
  noticeReview: '文书待审核',
  noticeUndelivered: '文书未能送达',
  receipt: '请签收文书',
  inPerson: '请当面送达文书',
};

/** Clocks that no deadline rule set, by their id or by what they do. */
export const CLOCK_WORDS: Terms = {
  answer: '书面答复',
  review: '答复复核',
  receipt: '文书签收',
  signature: '文书签发',
  rung: '下一层级',
  pauseCap: '中止上限',
  askAgain: '再次询问',
  remind: '催办',
  begin: '下一期',
  pause: '暂停期限',
};

/** Clocks of a paper that belong to no deadline rule. */
const PAPER_CLOCK_WORDS: Terms = {
  signature: '文书签发',
  service: '文书送达',
  receipt: '文书签收',
  answer: '书面答复',
  review: '答复复核',
  signing: '文书补充与签发',
  'answers.receiptWithin': '文书送达与签收',
  'answers.reviewWithin': '答复复核',
};

/** What a clock of a paper is called; undefined for others. */
export function paperClockWord(rule: string): string | undefined {
  return PAPER_CLOCK_WORDS[rule];
}

/** How far a mail or paper has come. */
export const DELIVERY_WORDS: Terms = {
  due: '待发',
  sent: '已发',
  failed: '失败',
  settled: '已办结未发',
  history: '历史（不发送）',
};

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];

/** 周一 … 周日, for 1 … 7. */
export function weekdayWord(weekday: number): string {
  return `周${WEEKDAYS[weekday - 1] ?? ''}`;
}

/** What happened, in words; the type itself for an event of a later version. */
export function eventWord(kind: KindName, type: string): string {
  return EVENT_WORDS[kind][type] ?? type;
}

/** Where the main region stands, in words. */
export function stageWord(kind: KindName, stage: string): string {
  return stateWord(kind, 'main', stage);
}

/** Where a region stands, in words. */
export function stateWord(kind: KindName, region: string, state: string): string {
  return STATE_WORDS[kind][region]?.[state] ?? state;
}

/** Ways in which a paper reaches its addressee. */
export const SERVICE_WORDS: Terms = {
  mail: '电子送达',
  inPerson: '当面送达',
  posted: '邮寄送达',
  refusedWithWitness: '拒签，见证送达',
  publicNotice: '公告送达',
};
