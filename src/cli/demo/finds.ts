import type { Chance } from '../../simulator/chance.ts';
import { TIERS } from '../../simulator/history-office.ts';
import type { Office } from '../office.ts';

/** What somebody may find: hazard kind, place, words, and the specialised matter it belongs to. */
export interface Find {
  readonly kind: string;
  readonly where: string;
  readonly what: string;
  readonly matter?: 'building' | 'fire' | 'specialEquipment' | 'geology' | 'other';
}

const EVERYWHERE: readonly Find[] = [
  { kind: '消防通道', where: '一层主出入口', what: '堆放货物堵塞安全出口', matter: 'fire' },
  { kind: '消防设施', where: '二层走道', what: '灭火器压力不足且超过检验期', matter: 'fire' },
  { kind: '电气线路', where: '配电间', what: '电线私拉乱接，插座串联使用', matter: 'fire' },
  { kind: '电气线路', where: '后厨', what: '线路老化裸露，未穿管保护', matter: 'fire' },
  { kind: '应急疏散', where: '疏散楼梯', what: '应急照明和疏散指示标志损坏' },
  { kind: '电动车充电', where: '门厅', what: '电动自行车在室内停放充电', matter: 'fire' },
  { kind: '培训记录', where: '办公室', what: '新上岗人员未经安全培训，记录缺失' },
  { kind: '警示标志', where: '作业区入口', what: '危险部位缺少安全警示标志' },
];

const BY_INDUSTRY: { readonly [industry: string]: readonly Find[] } = {
  dangerousChemicals: [
    { kind: '可燃气体报警', where: '储罐区', what: '可燃气体探测器失效，中控室未接入报警' },
    { kind: '防静电', where: '装卸台', what: '防静电接地线断开' },
    { kind: '超量储存', where: '甲类仓库', what: '危险化学品超量、混放储存' },
  ],
  construction: [
    { kind: '高处作业', where: '五层临边', what: '临边防护缺失，作业人员未系安全带', matter: 'building' },
    { kind: '起重机械', where: '2号塔吊', what: '塔吊限位装置失灵，未按期检测', matter: 'specialEquipment' },
  ],
  refrigeration: [{ kind: '液氨泄漏', where: '制冷机房', what: '液氨管道法兰渗漏，未设事故排风' }],
  manufacturing: [
    { kind: '机械防护', where: '冲压车间', what: '冲床光电保护装置被短接' },
    { kind: '粉尘防爆', where: '打磨车间', what: '粉尘清扫不及时，除尘系统未设泄爆' },
    { kind: '压力容器', where: '空压机房', what: '储气罐安全阀超期未校验', matter: 'specialEquipment' },
  ],
  fishery: [{ kind: '救生设备', where: '渔船闽云渔207', what: '救生筏超过检验期，通导设备关闭' }],
  rental: [{ kind: '违规隔断', where: '三层', what: '采用可燃泡沫夹芯板隔断，防盗网未设逃生口', matter: 'building' }],
  fireworks: [{ kind: '超量储存', where: '零售点后间', what: '烟花爆竹超量存放，与居住区未分隔' }],
  care: [{ kind: '消防设施', where: '二层护理区', what: '独立式感烟报警器离线', matter: 'fire' }],
  logistics: [{ kind: '叉车', where: '分拣场', what: '场内叉车无证驾驶，倒车警示失效', matter: 'specialEquipment' }],
  shipbuilding: [{ kind: '动火作业', where: '船坞', what: '未办理动火审批即进行焊接' }],
};

/** How a hazard will go, drawn once when it is found. */
export interface Course {
  readonly unit: string;
  readonly supervisor: string;
  readonly find: Find;
  readonly tier: 'T0' | 'T1' | 'T2' | 'T3';
  readonly finder: { readonly post: string; readonly organisation?: string };
  /** Calendar days between service and the unit's submission; undefined: it never comes. */
  readonly submitAfter: number | undefined;
  /** Working rounds that each step of the office waits. */
  readonly pace: number;
  readonly failsFirst: boolean;
  readonly extension: boolean;
  readonly consultation: 'none' | 'village' | 'street';
  readonly pause: boolean;
  readonly refusesToSign: boolean;
  readonly transfer: boolean;
  readonly dismissed: boolean;
}

/** Draws one hazard: riskier units more often, most of them mended in time, some late, a few never. */
export function drawCourse(office: Office, chance: Chance): Course {
  const units = office.units.flatMap((unit) =>
    Array<(typeof office.units)[number]>({ A: 1, B: 2, C: 4, D: 7 }[unit.grade ?? 'C'] ?? 3).fill(unit),
  );
  const unit = chance.one(units);
  const supervisor = unit.supervisor ?? 'V1';
  const find = chance.one([
    ...EVERYWHERE,
    ...(BY_INDUSTRY[unit.industry ?? ''] ?? []),
    ...(BY_INDUSTRY[unit.industry ?? ''] ?? []),
  ]);
  const tier = chance.one(TIERS);
  return {
    unit: unit.id,
    supervisor,
    find,
    tier,
    finder: finderOf(supervisor, unit.id, chance),
    submitAfter: submitAfter(tier, chance),
    pace: chance.one([1, 1, 1, 2, 2, 3, 7]),
    failsFirst: chance.yes(0.09),
    extension: tier === 'T2' && chance.yes(0.15),
    consultation:
      tier === 'T3' || tier === 'T0' ? 'none' : chance.one(['none', 'none', 'none', 'village', 'street'] as const),
    pause: tier === 'T2' && chance.yes(0.08),
    refusesToSign: chance.yes(0.04),
    transfer: find.matter === 'building' && chance.yes(0.4),
    dismissed: tier === 'T3' && chance.yes(0.03),
  };
}

function finderOf(supervisor: string, unit: string, chance: Chance): Course['finder'] {
  if (chance.yes(0.12)) return { post: 'unit.head', organisation: unit };
  if (supervisor.startsWith('D'))
    return chance.yes(0.5) ? { post: 'street.department', organisation: supervisor } : { post: 'street.inspector' };
  return chance.yes(0.65) ? { post: 'village.gridWorker', organisation: supervisor } : { post: 'street.inspector' };
}

/** [days in time], [days late] by tier; the default limits are 7, 30 and 90 days. */
const SUBMISSION: {
  readonly [tier in 'T1' | 'T2' | 'T3']: readonly [readonly [number, number], readonly [number, number]];
} = {
  T3: [
    [2, 7],
    [9, 22],
  ],
  T2: [
    [9, 29],
    [33, 55],
  ],
  T1: [
    [30, 75],
    [94, 110],
  ],
};

function submitAfter(tier: Course['tier'], chance: Chance): number | undefined {
  if (tier === 'T0') return chance.yes(0.8) ? 0 : 2;
  const luck = chance.next();
  if (luck > 0.94) return undefined;
  const [inTime, late] = SUBMISSION[tier];
  return luck < 0.77 ? chance.between(...inTime) : chance.between(...late);
}
