import type { CaseState, Clock } from '../case.ts';
import type { DutyState } from '../duty/state.ts';
import type { HazardState } from '../hazard/state.ts';
import type { MatterState } from '../matter/state.ts';
import type { LapseAct, RuleSet, Rung } from '../rules/rule-set.ts';
import { flagWord, postWord } from '../words.ts';
import { holderRef } from './holder.ts';
import { organisationName, postName, type Telling } from './naming.ts';
import { instantWord, periodWord } from './words.ts';

/** What a lapse brings about, of a deadline or of a duty's round. */
type AnyAct = LapseAct | NonNullable<RuleSet['duties'][number]['onLapse']>[number];

/** Which consequence is told first: what is done about somebody before what is only written down. */
const WEIGHT: readonly LapseAct['do'][] = [
  'openMatter',
  'regrade',
  'nextRung',
  'liftUp',
  'expireReward',
  'proposeTransfer',
  'askAgain',
  'reassign',
  'notify',
  'recommend',
  'flag',
];
/** A sentence names so many consequences; the rule's page has them all. */
const MOST = 2;

/** What follows if a duty is not done by its day (`lapsed` false), or has followed since (`lapsed` true); undefined where the rules name nothing. */
export function consequenceWords(
  state: CaseState,
  clock: Clock,
  telling: Telling,
  lapsed: boolean,
): string | undefined {
  if (clock.does === 'signature') return lapsed ? undefined : signatureConsequence(clock, telling);
  if (state.kind === 'matter' && clock.does !== 'lapse') return matterConsequence(state as MatterState, telling);
  if (state.kind === 'notice') return lapsed ? '请立即办理' : noticeConsequence(clock);
  const { deadlines, duties } = telling.rules;
  const rule = (state.kind === 'duty' ? duties : deadlines).find((one) => one.id === clock.rule);
  const acts = [...((rule?.onLapse ?? []) as readonly AnyAct[])].sort((a, b) => weightOf(a) - weightOf(b));
  const words = new Set(acts.flatMap((act) => actConsequence(state, act, telling, lapsed) ?? []));
  const told = joined([...words].slice(0, MOST));
  if (lapsed) return told === '' ? '请立即办理' : told;
  return told === '' ? undefined : told.startsWith('逾期') ? told : `逾期${told}`;
}

/** Two consequences of one moment name it once: 逾期 1 个工作日将向一厂发…，并向前村发…. */
function joined([first = '', ...more]: readonly string[]): string {
  const moment = /^逾期 [^将]+将/.exec(first)?.[0];
  const rest = more.map((one) => (moment !== undefined && one.startsWith(moment) ? one.slice(moment.length) : one));
  return [first, ...rest].join('，并');
}

function weightOf({ do: act }: AnyAct): number {
  const at = WEIGHT.indexOf(act);
  return at < 0 ? WEIGHT.length : at;
}

function actConsequence(state: CaseState, act: AnyAct, telling: Telling, lapsed: boolean): string | undefined {
  const done = lapsed ? '已' : '将';
  switch (act.do) {
    case 'openMatter':
      return ladderConsequence(state, act.ladder, telling, lapsed);
    case 'regrade':
      return `${done}升为${tierLabel(act.to, telling.rules)}`;
    case 'nextRung':
      return `${done}进入下一层级督办`;
    case 'liftUp':
      return `${done}提交上一级会商`;
    case 'expireReward':
      return `${done}视为放弃领奖`;
    case 'proposeTransfer':
      return `${done}建议移送${postWord(`district.${act.to}`)}`;
    case 'askAgain':
      return lapsed ? nextAsking(state, telling) : `将每 ${periodWord(act.every)}再次催询`;
    case 'reassign':
      return `${done}改由代理人办理`;
    case 'notify':
      return `${done}报告${act.posts.map((post) => postName(holderRef(state, post), telling)).join('、')}`;
    case 'recommend':
      return `${done}建议${act.what}`;
    case 'flag':
      return `${done}登记“${flagWord(act.code)}”`;
    default:
      return undefined;
  }
}

function tierLabel(tier: string, { tiers }: RuleSet): string {
  return tiers.find((one) => one.id === tier)?.label ?? tier;
}

/** The first rung of the ladder that a lapse puts somebody on: 逾期 1 个工作日将向山腰村发提示函. */
function ladderConsequence(state: CaseState, ladder: 'A' | 'B', telling: Telling, lapsed: boolean): string | undefined {
  const { supervisor, unit } = state as HazardState;
  const subject = state.kind === 'duty' ? (state as DutyState).bearer.organisation : ladder === 'A' ? supervisor : unit;
  const who = organisationName(state, subject ?? '', telling);
  if (lapsed) return `已启动对${who}的问责`;
  const first = telling.rules.ladders.find((one) => one.id === ladder)?.rungs[0];
  if (first === undefined) return undefined;
  const overdue = first.trigger.any.find((trigger) => trigger.overdue !== undefined)?.overdue;
  return `逾期${overdue === undefined ? '' : ` ${periodWord(overdue)}`}将向${who}发${paperName(first, telling)}`;
}

/** A rung's paper by its title, or by what the rung is called. */
function paperName(rung: Rung, { paperOf }: Telling): string {
  const title = paperOf(rung.notice);
  return title === undefined ? `“${rung.label}”文书` : `《${title}》`;
}

function nextAsking(state: CaseState, { now }: Telling): string | undefined {
  const next = Object.values(state.clocks).find((clock) => clock.does === 'askAgain');
  return next === undefined ? '正在反复催询' : `将于 ${instantWord(next.dueAt, now)} 再次催询`;
}

/** The rung that comes next on a matter's ladder, and when. */
function matterConsequence(state: MatterState, telling: Telling): string | undefined {
  const clock = Object.values(state.clocks).find(({ does }) => does === 'rung');
  return clock === undefined ? undefined : `事由未消除的，${rungWords(state, clock, telling)}`;
}

/** What the next rung of a matter will be: 5 月 6 日 09:00将向山腰村发告知书（第 2 级“告知”）. */
export function rungWords(state: MatterState, clock: Clock, telling: Telling): string {
  const rung = telling.rules.ladders.find((one) => one.id === state.ladder)?.rungs[(clock.nth ?? 1) - 1];
  if (rung === undefined) return `${instantWord(clock.dueAt, telling.now)} 将进入下一层级督办`;
  const target = rungTarget(state, rung, telling);
  return `${instantWord(clock.dueAt, telling.now)} 将向${target}发${paperName(rung, telling)}（第 ${rung.rung} 级“${rung.label}”）`;
}

function rungTarget(state: MatterState, { target }: Rung, telling: Telling): string {
  const { kind, organisation } = state.subject;
  const ofSubject = target.startsWith('subject.') || target === 'unit.head';
  return postName(ofSubject ? { post: `${kind}.head`, organisation } : { post: target }, telling);
}

function signatureConsequence(clock: Clock, { rules }: Telling): string | undefined {
  switch (rules.signing.steps[clock.nth ?? 0]?.do) {
    case 'remind':
      return '逾期将催办';
    case 'deputy':
      return '逾期将改请代理人办理';
    case 'above':
      return '逾期将报上一级岗位';
    case 'redraft':
      return '逾期将按当日情况重新起草';
    default:
      return undefined;
  }
}

function noticeConsequence(clock: Clock): string {
  if (clock.id === 'receipt')
    return (clock.nth ?? 0) === 0 ? '逾期将换一种方式再次送达' : '逾期将登记“签收逾期”并当面送达';
  return '逾期将登记“送达逾期”并报告街道安办主任';
}
