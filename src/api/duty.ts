import { holderRef, holderWord } from '../core/duty/holder.ts';
import { hazardHolder } from '../core/hazard/watched.ts';
import type {
  CaseState,
  Clock,
  DutyState,
  HazardState,
  MatterState,
  NoticeState,
  PostRef,
  RecordState,
  RuleSet,
  TipoffState,
} from '../core/index.ts';
import { postsOf, registerNamed } from '../core/rules/registers.ts';
import { ruleLabelled } from '../core/rules/rule-label.ts';
import { holderRef as holderOfCase } from '../core/sentence/holder.ts';
import { flagWord, paperClockWord, postWord } from '../core/words.ts';
import type { HeldPost } from './principal.ts';

/** The post that holds a duty of a case; rules name some holders by their relation to the case. */
export function holderOf(state: CaseState, holder: string): PostRef {
  switch (state.kind) {
    case 'hazard':
      return hazardHolder(state as HazardState)(holder === 'street' ? 'street.safetyOffice' : holder);
    case 'matter': {
      const { subject } = state as MatterState;
      return holder === 'matter.subject'
        ? { post: `${subject.kind}.head`, organisation: subject.organisation }
        : { post: holder };
    }
    case 'tipoff':
      // The reporter has no post: what is due from him is the office's to follow.
      return {
        post:
          holder === 'tipoff.handler'
            ? (state as TipoffState).handler
            : holder === 'tipoff.reporter'
              ? 'street.safetyOffice'
              : holder,
      };
    case 'accident':
    case 'roster':
      return holderOfCase(state, holder);
    case 'record':
      return { post: holder };
    case 'duty':
      return holderRef(holder === 'duty.bearer' ? holderWord((state as DutyState).bearer) : holder);
    case 'notice': {
      const { issuer, to } = state as NoticeState;
      return holder === 'notice.issuer' ? issuer : holder === 'notice.addressee' ? to : { post: holder };
    }
    default:
      return state.kind satisfies never;
  }
}

/** Whether a held post is the one meant; a unit's duty is its safety officer's work too. */
export function isPost(held: HeldPost, ref: PostRef): boolean {
  const samePlace = ref.organisation === undefined || held.organisation === ref.organisation;
  return samePlace && (held.post === ref.post || (ref.post === 'unit.head' && held.post === 'unit.safetyOfficer'));
}

/** The posts behind what a command says of who may issue it; relations are looked up in the case. */
export function issuers(
  by: readonly string[],
  state: CaseState | undefined,
  rules: RuleSet | undefined,
): readonly PostRef[] {
  return by.flatMap((name): PostRef | readonly PostRef[] => {
    if (state?.kind === 'notice') return holderOf(state, name);
    if (state?.kind === 'record') return keepers((state as RecordState).register, name, rules);
    // Whoever belongs to the organisation that owes a duty may file it.
    if (state?.kind === 'duty' && name === 'duty.bearer') {
      const { bearer } = state as DutyState;
      return bearer.organisation === undefined
        ? { post: bearer.post }
        : { post: '*', organisation: bearer.organisation };
    }
    if (state?.kind !== 'matter') return { post: name };
    if (name === 'matter.subject') return holderOf(state, name);
    return { post: name === 'rung.issuer' ? (rungIssuer(state as MatterState, rules) ?? name) : name };
  });
}

/** The posts that enter, amend or retire what a register holds; other names as they are. */
export function keepers(name: string, act: string, rules: RuleSet | undefined): readonly PostRef[] {
  const register = rules && registerNamed(rules, name);
  const [, which] = /^register\.(enter|amend|retire)$/.exec(act) ?? [];
  if (register === undefined || which === undefined) return [{ post: act }];
  return postsOf(register, which as 'enter' | 'amend' | 'retire').map((post) => ({ post }));
}

/** The issuer of the rung whose paper is in hand. */
function rungIssuer(state: MatterState, rules: RuleSet | undefined): string | undefined {
  const taken = state.rungs.at(-1);
  const ladder = rules?.ladders.find((one) => one.id === state.ladder);
  return taken && ladder?.rungs[taken.rung - 1]?.issuer;
}

/** How well a post fits those that may issue: `exact`, as the head of the office named, or not at all. */
export function fitOf(held: HeldPost, refs: readonly PostRef[]): 'exact' | 'head' | undefined {
  const inPlace = refs.filter((ref) => ref.organisation === undefined || ref.organisation === held.organisation);
  if (inPlace.some((ref) => ref.post === '*' || ref.post === held.post)) return 'exact';
  return inPlace.some((ref) => held.post === `${ref.post}.head`) ? 'head' : undefined;
}

/** What is owed, in words: the duty of a deadline, or what is to be done with the paper of a rung. */
export function clockLabel(clock: Pick<Clock, 'id' | 'rule' | 'does'>, rules: RuleSet | undefined): string {
  if (clock.id === 'review') return '复核有争议的答复';
  const ofPaper = paperClockWord(clock.rule);
  if (ofPaper !== undefined) return ofPaper;
  const label = ruleLabel(clock.id.startsWith('duty.') ? clock.id : clock.rule, rules);
  if (clock.id === 'receipt' && clock.does === 'answer') return `签收“${label}”`;
  if (clock.id === 'answer') return `答复“${label}”`;
  return clock.does === 'signature' ? `签发“${label}”` : label;
}

/** What a clock's rule is called: a deadline, or a rung such as `A2` of a ladder. */
export function ruleLabel(rule: string, rules: RuleSet | undefined): string {
  const [, ladder, rung] = /^([A-Z])(\d+)$/.exec(rule) ?? [];
  const step = rules?.ladders.find((one) => one.id === ladder)?.rungs[Number(rung) - 1];
  return (rules && ruleLabelled(rules, rule)?.label) ?? step?.label ?? rule;
}

/** What happens if nobody acts, in one Chinese sentence, from the rule that set the clock. */
export function consequenceOf(clock: Clock, overdue: boolean, rules: RuleSet | undefined): string {
  const rule = [...(rules?.deadlines ?? []), ...(rules?.duties ?? [])].find((one) => one.id === clock.rule);
  const acts = (rule?.onLapse ?? []).map(actWords).join('、');
  if (overdue) return acts === '' ? '已逾期，请立即办理' : `已逾期（${acts}），请立即办理`;
  const until = clock.lastDay === undefined ? clock.dueAt.slice(0, 16).replace('T', ' ') : `${clock.lastDay} 24:00`;
  return acts === '' ? `${until} 前办理` : `${until} 前不办理则：${acts}`;
}

type LapseAct =
  | RuleSet['deadlines'][number]['onLapse'][number]
  | NonNullable<RuleSet['duties'][number]['onLapse']>[number];

function actWords(act: LapseAct): string {
  switch (act.do) {
    case 'notify':
      return `通知${act.posts.map(postWord).join('、')}`;
    case 'reassign':
      return '改由代理人办理';
    case 'flag':
      return `登记“${flagWord(act.code)}”`;
    case 'regrade':
      return `等级调为 ${act.to}`;
    case 'recommend':
      return '提出处理建议';
    case 'openMatter':
      return act.ladder === 'A' ? '启动对监管单位的问责' : '启动对企业的问责';
    case 'askAgain':
      return '反复催办';
    case 'proposeTransfer':
      return `建议移送${postWord(`district.${act.to}`)}`;
    case 'liftUp':
      return '提交上一级会商';
    case 'rearm':
      return '重新计时';
    case 'nextRung':
      return '升级到下一层级';
    case 'expireReward':
      return '视为放弃领奖';
    case 'proceed':
      return '按程序继续';
    case 'expireEntry':
      return '到期移出';
    case 'closeSupplements':
      return '截止补报';
    default:
      return act satisfies never;
  }
}
