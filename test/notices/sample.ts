import { readFileSync } from 'node:fs';
import type { Json } from '../../src/core/case.ts';
import { type Catalogue, loadCatalogue, type NoticeField, type NoticeKind } from '../../src/notices/catalogue.ts';
import type { Issue, PaperValues } from '../../src/notices/paper.ts';

/** The catalogue that ships with the product. */
export function bundledCatalogue(): Catalogue {
  return loadCatalogue(JSON.parse(readFileSync(new URL('../../data/notices.json', import.meta.url), 'utf8')));
}

/** A kind of the bundled catalogue. */
export function kindOf(id: string): NoticeKind {
  const kind = bundledCatalogue().get(id);
  if (kind === undefined) throw new Error(`no ${id} in the catalogue`);
  return kind;
}

/** Who and when, for a sample paper. */
export const ISSUE: Issue = {
  issuer: '云岭街道安全生产委员会办公室',
  to: '盐垾村村民委员会',
  subject: '盐垾村',
  reference: '云安办函〔2025〕17号',
  issuedOn: '2025-04-11',
};

/** Plausible values by field; fields that are not named get one by their type. */
const WORDS: { readonly [field: string]: Json } = {
  unit: '鑫垚化工仓储有限公司',
  creditCode: '91350505MA2XN4TK3B',
  site: '云岭街道盐垾村工业路18号甲类仓库',
  inspectedAt: '2025-03-10T10:30:00+08:00',
  inspectors: [
    { name: '黄堃', note: '证号 YL-0018' },
    { name: '庄祎', note: '证号 YL-0021' },
  ],
  due: '2025-04-09',
  matter: '“堆放货物堵塞安全出口”整改事项（隐患编号H-2025-000017，较大隐患）',
  requirement: '立即组织力量督促整改到位，查明逾期原因，明确责任人和完成时间',
  answerBy: '2025-04-16',
  policy: '依据泉港山〔2020〕119号（十），收到本告知书后仍未落实的，将依次予以警示、通报、约谈。',
  person: '盐垾村村民委员会主任𠮷瑄',
  place: '云岭街道办事处三楼会议室',
  at: '2025-05-20T09:00:00+08:00',
  materials: '隐患整改进展、逾期原因和下一步整改计划的书面材料',
  attendees: '街道分管安全生产领导、安办主任',
  previous: '《安全生产工作提示函》（2025年4月11日）、《安全生产告知书》（2025年4月18日）',
  facts: [
    '“堆放货物堵塞安全出口”的较大隐患整改期限于2025年4月9日届满，截至2025年4月11日逾期2日仍未提交整改结果（台账记录H-2025-000017第6条）。',
    '2025年4月2日、4月8日两次催办，均未见整改进展（台账记录H-2025-000017第4、5条）。',
  ],
  reasons: [
    '“堆放货物堵塞安全出口”的较大隐患整改期限于2025年4月9日届满，截至2025年5月14日逾期35日仍未提交整改结果（台账记录H-2025-000017第6条）。',
    '2025年4月11日提示、4月18日告知、4月24日警示、5月9日通报，均未落实（台账记录H-2025-000017-A1第2、5、8、11条）。',
  ],
  basis: '安全生产法（2021）第六十五条、第六十八条',
  rights:
    '你单位对本通知所列内容有异议的，可在收到之日起向本办书面提出陈述和申辩；陈述、申辩期间不停止落实安全防范措施。',
  items: [
    {
      where: '甲类仓库南侧安全出口',
      problem: '堆放货物堵塞安全出口，疏散宽度不足0.8米',
      standard: '消防法第二十八条',
      tier: '较大隐患',
      demand: '清除堆放物，恢复疏散通道',
    },
    {
      where: '二层装卸平台',
      problem: '临边防护栏杆缺失约6米',
      standard: 'GB 4053.3—2009第4.1条',
      tier: '一般隐患',
      demand: '补装防护栏杆',
    },
  ],
  month: '2025-03',
  amount: 3_000,
  term: '2025-06-30',
  scope: '各村（居）、街道各部门',
  host: '街道分管安全生产领导',
  number: '浔安督〔2025〕3号',
};

const BY_TYPE: { readonly [Type in NoticeField['type']]: Json } = {
  text: '经现场核实，有关情况属实，已落实专人管控并限期整改',
  day: '2025-04-30',
  term: { value: 30, unit: 'calendarDay' },
  instant: '2025-04-10T15:05:00+08:00',
  month: '2025-03',
  money: 3_000,
  creditCode: '91350505MA2XN4TK3B',
  person: '陈喆',
  persons: [{ name: '黄堃', note: '证号 YL-0018' }, '庄祎'],
  signature: '陈喆',
  signatures: ['黄堃', '庄祎', '陈喆'],
  seal: '经济发展办公室',
  sealed: '林某',
  service: 'inPerson',
  basis: '安全生产法（2021）第六十九条',
  attachments: ['现场照片6张', '整改通知书送达回证'],
  blobs: ['整改前照片', '整改后照片'],
  blob: '消防设施检测报告',
  facts: ['2025年3月12日抽查盐垾村12家企业，3家未排查（台账记录D-2025-000004第2条）。'],
  hazardItems: [{ where: '配电房', problem: '私拉电线' }],
  itemResults: [
    { item: '清除安全出口堆放物', result: '已完成' },
    { item: '补装防护栏杆', result: '未完成', remark: '材料4月15日到货' },
  ],
  demands: [{ demand: '清除堆放物并恢复疏散通道', due: '2025年5月30日' }],
  measureRows: Array.from({ length: 15 }, (_, i) => ({
    measure: `第${i + 1}项措施：落实安全生产责任`,
    done: '召开专题会议1次，检查企业12家，发现隐患9处，已整改8处，其余1处按期推进',
    next: '继续跟踪督办',
    leader: '王一',
    officer: '李二',
    remark: '个别企业主体责任落实不到位',
  })),
  verdicts: [{ duty: '较大隐患整改', holder: '鑫垚化工仓储有限公司', due: '2025年4月9日', result: '逾期6日' }],
  attribution: [{ period: '2025年4月10日至15日', days: '6', holder: '鑫垚化工仓储有限公司', duty: '较大隐患整改' }],
};

/** Values for every field of a kind, the optional ones too unless `optional` is false. */
export function sampleValues(kind: NoticeKind, { optional = true } = {}): PaperValues {
  return Object.fromEntries(
    kind.fields
      .filter((field) => optional || field.required)
      .map((field) => {
        const special = WORDS[field.id];
        const fits =
          !(field.id === 'items' && field.type !== 'hazardItems') &&
          special !== undefined &&
          (typeof special === typeof BY_TYPE[field.type] || field.type === 'term');
        return [field.id, { value: fits ? (special as Json) : BY_TYPE[field.type] }];
      }),
  );
}
