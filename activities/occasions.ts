/** One kind of message: what it is called, what is wanted, and what happens next. `{…}` stands for a word of the message. */
export interface Occasion {
  readonly name: string;
  readonly want: string;
  readonly next: string;
  /** What is wanted instead, by how far things have come. */
  readonly steps?: { readonly [step: string]: string };
}

/** Somebody of the street or below it, or above it: of the district the street can only ask. */
export type Addressee = 'street' | 'district';

type Occasions = { readonly [about: string]: Occasion };

const OCCASIONS: Occasions = {
  reminder: {
    name: '催办',
    want: '请在期限内办结“{duty}”，并在系统中登记。',
    next: '到期仍未办结的，系统将记为逾期并按规则升级督办。',
  },
  lapse: {
    name: '逾期通知',
    want: '“{duty}”已逾期。请立即办理；已经办结的，请尽快补录并附依据。',
    next: '仍未办结的，将按规则升级督办。',
  },
  assigned: {
    name: '新任务',
    want: '“{duty}”由你方办理，请按期完成并登记。',
    next: '到期前系统会催办；逾期将按规则升级督办。',
  },
  askAgain: { name: '再次催询', want: '“{duty}”尚未答复，请予答复。', next: '未答复不视为同意；系统将继续按期催询。' },
  signature: {
    name: '待签发',
    want: '有文书等待签发，请登录系统审阅后签发或退回。',
    next: '逾期未签发的，将依次提醒代理人和上一级。',
    steps: {
      deputy: '文书签发岗位逾期未签发，请依代理文件代为审阅签发，或督促其签发。',
      above: '文书签发岗位及其代理人均未签发，请督促签发，或依职权审阅签发。',
      redraft: '文书逾期未签发，已按当日事实重新起草，请重新审阅后签发或退回。',
      takenBack: '原文书已作废或撤回，本层级重新待签，请核对事实后重新签发；无需再发的，请撤销或终止问责事项。',
    },
  },
  signatureLate: {
    name: '签发逾期',
    want: '{signer}逾期未签发文书，请提醒其签发，或报请代理人、上一级签发。',
    next: '逾期情况已记录在案；系统将继续提醒代理人和上一级。',
  },
  superiorLate: {
    name: '履职逾期报告',
    want: '{signer}的“{duty}”已逾期，按规则报告上一级，请督促其办理。',
    next: '逾期情况已记录在案，列入逾期名单；办理之后认定逾期天数。',
  },
  answerOverdue: {
    name: '逾期未答复',
    want: '文书的答复期限已过，请尽快书面答复并登记。',
    next: '仍未答复的，将进入下一级督办。',
  },
  reviewOverdue: {
    name: '逾期未复核',
    want: '有异议的书面答复尚未复核，请安排原评议人以外的人员复核，并登记结论。',
    next: '复核期间不再升级督办；复核逾期已记录在案。',
  },
  receiptOverdue: {
    name: '文书逾期未签收',
    want: '文书尚未签收，请继续送达并登记。',
    next: '每次送达后仍未签收的，系统将再次提醒。',
    steps: {
      secondChannel: '文书尚未签收，请改用第二种方式送达，并登记签收。',
      inPerson: '两次送达仍未签收，请当面送达；拒绝签收的，由两名见证人记明情况。',
      missing: '当面送达的期限已过，仍无签收记录，请核实送达情况并登记；问责标记已记录在案。',
    },
  },
  receipt: {
    name: '请签收文书',
    want: '文书已送达，尚未签收，请在系统中签收或交回回执。',
    next: '仍未签收的，将由工作人员当面送达。',
  },
  inPerson: {
    name: '请当面送达文书',
    want: '文书尚未送达或签收，请当面送达，并登记送达和签收情况。',
    next: '登记之前，系统将按期再次提醒。',
  },
  noticeUndelivered: {
    name: '文书未能送达',
    want: '文书未能送达（{because}），请改用其他方式送达并登记。',
    next: '未在期限内登记送达的，系统将再次提醒。',
  },
  noticeIncomplete: {
    name: '文书待补充',
    want: '文书缺少：{missing}。请补充后送签。',
    next: '补齐之前文书不会发出；逾期未补充的，系统将再次提醒。',
  },
  noticeReview: {
    name: '文书待审核',
    want: '文书须经拟稿人以外的人员审核，请核对内容后办理审核，或补充修改。',
    next: '审核之前文书不会签发或发出；逾期未审核的，系统将再次提醒。',
  },
  noticeReturned: {
    name: '文书退回修改',
    want: '文书已被签发岗位退回，请按退回意见修改后重新送签。',
    next: '修改之前文书不会发出。',
  },
  interviewIncomplete: {
    name: '约谈通知待补充',
    want: '约谈通知书缺少：{missing}。请在送达前补充。',
    next: '补齐之前约谈通知书不会发出；通知须提前规定的工作日送达。',
  },
  interviewPostponed: {
    name: '约谈改期',
    want: '约谈改为 {interviewAt} 进行，请本人按时参加，不得委托他人。',
    next: '无故缺席的，按约谈未落实处理。',
  },
  extensionGranted: {
    name: '延期已获批准',
    want: '上级已批准延期（{document}），整改期限延至{newDay}，请按期完成整改并落实临时防护措施。',
    next: '到期前系统会催办；到期仍未办结的，系统将记为逾期。',
  },
  extensionRefused: {
    name: '延期未获批准',
    want: '上级未批准延期（{document}），仍按原期限整改，请抓紧办理。',
    next: '到期仍未办结的，系统将记为逾期并按规则升级督办。',
  },
  recallDue: {
    name: '请撤回文书',
    want: '问责事项已撤销，已发出的文书（{papers}）请逐件书面撤回；文号保留。',
    next: '撤回之前，收件人仍可能按原文书办理。',
  },
  skipProposed: {
    name: '可报批越级',
    want: '“{label}”的条件已经成立，是否越级请研究；须有批准人和理由。',
    next: '未经批准的，仍按阶梯逐级办理。',
  },
  imminent: {
    name: '危及人身安全隐患',
    want: '已登记一处危及人身安全的隐患，请立即核实、管控并确认等级。',
    next: '未在规定时间内登记现场管控的，将报告区级部门和分管领导。',
  },
  accident: {
    name: '发生事故',
    want: '辖区单位发生事故（初步为{grade}），请立即核实、救援，并按规定时限逐级上报。',
    next: '单位一小时、各级两小时内未报告的，系统将记为逾期。',
  },
  tracing: {
    name: '启动责任倒查',
    want: '事故达到倒查条件，已启动责任倒查，请主持研究事实清单。',
    next: '需要移交线索或提请问责的，由有权机关依法决定。',
  },
  supervisorMissing: {
    name: '监管单位未登记',
    want: '事故单位没有登记监管单位，问责事项未能启动；请查明后补登，并在事故中启动问责。',
    next: '启动之前，阶梯不会计时。',
  },
  tipoffNews: {
    name: '举报有新情况',
    want: '{what}。请登录系统查看并按期办理。',
    next: '到期前系统会催办；逾期的，系统将记为逾期。',
  },
  rosterOffer: {
    name: '拟列入激励名单',
    want: '街道拟将贵单位列入安全生产激励名单，是否同意请在规定时间内答复。',
    next: '不同意或未答复的，不列入。',
  },
  rosterHearingOver: {
    name: '陈述申辩期满',
    want: '单位未在期限内陈述申辩，请提交安委会研究决定。',
    next: '未研究决定的，系统将记为逾期。',
  },
  rosterExpired: {
    name: '列入期满',
    want: '列入期限已满，系统已自动移出，请告知单位和有关部门。',
    next: '需要再次列入的，另行告知、听取陈述申辩。',
  },
  rosterConstraint: {
    name: '重点关注名单告知',
    want: '有关单位已列入街道重点关注名单，请按职责研究措施并书面答复。',
    next: '街道只作告知和建议，是否采取措施由贵部门依法决定。',
  },
  pauseEnded: {
    name: '中止期满',
    want: '期限中止已到上限，系统已恢复计时，请核对新的期限。',
    next: '到期仍未办结的，系统将记为逾期。',
  },
  reassigned: {
    name: '改由代理人办理',
    want: '“{duty}”原承办岗位逾期未办，现由代理人办理，请尽快办结并登记。',
    next: '仍未办结的，将报告上一级。',
  },
  recommend: {
    name: '处理建议',
    want: '按规则建议：{what}。请研究后依程序提请或移送有权机关。',
    next: '是否采取由有权机关决定，系统只作提示。',
  },
  proposeTransfer: {
    name: '建议移送',
    want: '按规则建议将该事项移送有关部门，请研究后办理移送。',
    next: '移送后系统将跟踪回执和结果。',
  },
};

/** Who is told of another's lapse. */
const INFORMED: Occasions = {
  lapse: {
    name: '逾期情况报告',
    want: '“{duty}”逾期未办结，请知悉，并督促承办岗位办理。',
    next: '仍未办结的，将按规则升级督办。',
  },
};

/** Of the district the street only asks, and tells it what is; it neither urges nor threatens. */
const DISTRICT: Occasions = {
  reminder: {
    name: '请予答复',
    want: '“{duty}”的期限将至，请贵单位按期答复或告知办理进展。',
    next: '未答复不视为同意；期满未复的，街道将再次请示。',
  },
  lapse: {
    name: '请予答复',
    want: '“{duty}”的期限已过，请贵单位答复或告知办理进展。',
    next: '未答复不视为同意；街道将按期再次请示。',
  },
  askAgain: {
    name: '再次请示',
    want: '“{duty}”尚未收到答复，再次提请贵单位答复或告知办理进展。',
    next: '未答复不视为同意；街道将按期再次请示。',
  },
};

const DISTRICT_INFORMED: Occasions = {
  lapse: {
    name: '逾期情况报告',
    want: '“{duty}”逾期未办结，现将情况报告贵单位，请知悉。',
    next: '是否采取措施，由贵单位依职权决定；后续进展将另行报告。',
  },
};

const OTHER: Occasion = { name: '办理通知', want: '请查看该事项并按职责办理。', next: '后续进展以系统中的记录为准。' };

/** What a message is about, said to this addressee. */
export function occasionFor(about: string, to: Addressee, informed: boolean): Occasion {
  const said = to === 'district' ? (informed ? DISTRICT_INFORMED : DISTRICT) : informed ? INFORMED : OCCASIONS;
  return said[about] ?? OCCASIONS[about] ?? OTHER;
}

/** How an official paper is handed over: to those who must follow it, or to the district, which the street asks. */
export function paperOccasion(name: string, to: Addressee): Occasion {
  return to === 'district'
    ? {
        name,
        want: '现送上本文书及所附材料，请予接收，并回复回执。',
        next: '街道将跟踪回执和办理情况；如何处理，由贵单位依职权决定。',
      }
    : {
        name,
        want: '请接收本文书，按其中要求办理，并在系统中签收。',
        next: '未按期签收、答复或整改的，将按规则升级督办。',
      };
}
