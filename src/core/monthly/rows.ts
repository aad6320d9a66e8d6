/** A row of the annex (泉港山〔2020〕119号): its measure, and the sentences that say how it stands; figures stand in braces. */
export interface MeasureRow {
  readonly measure: number;
  readonly title: string;
  /** 目前开展情况. */
  readonly done: string;
  /** The same for the street as a whole, where it sees more. */
  readonly street?: string;
  /** 备注: a piece is said if its first figure is not nought. */
  readonly remarks?: readonly string[];
  /** The figure that shows how the measure moves from month to month. */
  readonly headline: string;
}

/** The fifteen rows, in the order and the words of the annex. */
export const MEASURE_ROWS: readonly MeasureRow[] = [
  {
    measure: 1,
    title: '重大安全生产问题领导挂钩整治',
    done: '问题库在库{problems}项（重大风险{majorRisks}、重大隐患{majorHazards}、疑难问题{stalledIssues}），本期新增{problemsNew}项、验收销号{problemsAccepted}项；挂钩领导现场推进{problemVisits}次；报送年度排查{surveys}份。',
    headline: 'problems',
  },
  {
    measure: 2,
    title: '重大危险源督长制',
    done: '辖区重大危险源{sources}处（一级{sourcesI}、二级{sourcesII}、三级{sourcesIII}、四级{sourcesIV}），督长到位检查{chiefVisits}次、副督长{deputyVisits}次，发现隐患{sourceFound}条、已整改{sourceMended}条。',
    headline: 'chiefVisits',
  },
  {
    measure: 3,
    title: '事前问责',
    done: '督查确认本单位问题{findings}条（推诿{buckPassing}、纸上整改{paperRectification}），已作说明{findingsAnswered}条。',
    street:
      '开展督查{oversights}次，抽查案件{oversightSampled}件，确认问题{findings}条（推诿{buckPassing}、纸上整改{paperRectification}）；移交线索{clues}条，已签收{cluesReceived}条。',
    headline: 'findings',
  },
  {
    measure: 4,
    title: '联合惩戒“红黑名单”',
    done: '红名单{redListed}家、重点关注名单{blackListed}家，本期新列{rosterNew}家、移出{rosterGone}家；向区级建议列入失信名单{rosterRecommended}家，区级已答复{rosterAnswered}家。',
    remarks: ['陈述申辩中{rosterHearing}家'],
    headline: 'blackListed',
  },
  {
    measure: 5,
    title: '安全生产网格化监管',
    done: '网格{cells}个、在册单位{units}家（重点{keyUnits}家），本期应查{inspectionsOwed}家次、实查{inspectionsDone}家次，录入检查{inspections}次；单位自查应报{selfChecksOwed}家次、实报{selfChecksDone}家次。',
    remarks: ['关停、迁出{unitsGone}家'],
    headline: 'inspections',
  },
  {
    measure: 6,
    title: '购买专业技术服务',
    done: '在库专家{experts}名、机构{agencies}家，在履合同{engagements}份；本期服务{serviceVisits}家次，发现隐患{serviceFound}条、整改{serviceMended}条。',
    remarks: ['资格将到期或已到期{qualificationsEnding}项'],
    headline: 'serviceVisits',
  },
  {
    measure: 7,
    title: '推行“保险+服务”模式',
    done: '应投保{mustInsure}家、在保{insured}家；投保前评估{assessedBefore}次、参保期内服务{insurerVisits}次，发现隐患{insurerFound}条；费率上浮{ratesUp}家、下浮{ratesDown}家。',
    remarks: ['未投保或脱保{uninsured}家'],
    headline: 'insured',
  },
  {
    measure: 8,
    title: '智慧消防',
    done: '应建场所{places}处、已建{placesBuilt}处；在线设备{devicesOnline}台、故障{devicesFaulty}台；充电场所应建{chargingPlaces}处、建成{chargingBuilt}处；告警{alarms}次、真实{realAlarms}次。',
    headline: 'chargingBuilt',
  },
  {
    measure: 9,
    title: '危化品应急处置',
    done: '危化单位{chemicalUnits}家，预案备案{plansFiled}份、到期未评审{plansOverdue}份；半年内演练{unitsDrilled}家；应急物资{stocks}项、过期{stocksExpired}项；本期处置突发{emergencies}起。',
    headline: 'unitsDrilled',
  },
  {
    measure: 10,
    title: '安全责任倒查',
    done: '本期发生事故{accidents}起（较大及以上{accidentsSerious}起）。',
    street:
      '本期发生事故{accidents}起（较大及以上{accidentsSerious}起），启动倒查{tracings}起，移送线索{tracingClues}条。',
    headline: 'accidents',
  },
  {
    measure: 11,
    title: '提示告知警示通报和约谈',
    done: '提示{prompts}份、告知{notifications}份、警示{warnings}份、通报{criticisms}次、约谈{interviews}人次；对企业催告{urgings}份；按期回复{answered}份、逾期未复{unanswered}份。',
    street:
      '提示{prompts}份、告知{notifications}份、警示{warnings}份、通报{criticisms}次、约谈{interviews}人次、提请问责{referrals}件；对企业催告{urgings}份；按期回复{answered}份、逾期未复{unanswered}份。',
    remarks: ['未了结事项{mattersOpen}件'],
    headline: 'prompts',
  },
  {
    measure: 12,
    title: '大排查大整治分级分类监管',
    done: '本期排查{inspected}家次，登记隐患{registered}条（危及人身安全{registeredT0}、重大{registeredT1}、较大{registeredT2}、一般{registeredT3}、未定级{registeredUngraded}；按国家统计口径重大{nationalMajor}、一般{nationalGeneral}），整改销号{closedOut}条、本期应改{cameDue}条；在册未改{open}条、逾期{overdue}条；提请挂牌{supervisionAsked}件、区已挂牌{supervisionOrdered}件、摘牌{supervisionLifted}件。',
    remarks: ['中止{paused}件'],
    headline: 'open',
  },
  {
    measure: 13,
    title: '大排查大整治三级联合会商',
    done: '会商{consultations}件（村居{consultationsVillage}、街道{consultationsStreet}、区{consultationsDistrict}），本级解决{consultationsSettled}件、提交上级{consultationsLifted}件、退回{consultationsSentDown}件；移送{transfers}件、已回执{transfersReceived}件。',
    remarks: ['移送未回执{transfersWaiting}件'],
    headline: 'consultations',
  },
  {
    measure: 14,
    title: '大排查大整治质量评估验收',
    done: '组织验收{acceptances}次、合格{acceptancesPassed}条、不合格{acceptancesFailed}条（二次不合格{failedTwice}条）；质量抽查{qualitySampled}条、发现应排未排{qualityMissed}条，责令重新摸排{redos}个单位。',
    headline: 'acceptances',
  },
  {
    measure: 15,
    title: '强化举报奖励',
    // Who reports what is known to the street alone; a village or department sees the hazards that came of it.
    done: '由举报转来隐患{tipoffHazards}条、整改销号{tipoffHazardsClosed}条。',
    street:
      '受理举报{tipoffs}件、办结{tipoffsClosed}件、属实{tipoffsTrue}件、转送{tipoffsPassedOn}件；反馈{tipoffsAnswered}件；奖励{rewards}件、{rewardYuan}元；逾期{tipoffsLate}件。',
    headline: 'tipoffs',
  },
];

/** Sentences that every row shares. */
export const ROW_WORDS = {
  /** Said instead of noughts where nothing stood, happened or fell due. */
  nothing: '本月无到期事项。',
  rate: '整改率{p}%。',
  planned: '下期到期{n}项：{titles}。',
  nothingPlanned: '下期无到期事项。',
  item: '{title}（{day}前）',
  andMore: '等',
  late: '逾期{n}项，最长{d}天（{title}）',
  kept: '上期计划{n}项，已办{d}项、未办{u}项',
  corrected: '补录或更正以前事项{n}件',
  vacant: '未明确',
} as const;
