import type { JsonObject } from '../src/core/case.ts';
import { type Instant, toMs } from '../src/core/instant.ts';
import type { ChoresHealth } from '../src/ledger/chores.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { RuleLiveness } from '../src/ledger/liveness.ts';
import type { Channel } from './channels/channel.ts';

/** Where heartbeats go; whoever receives them alarms when one stays away. */
export interface HeartbeatTargets {
  readonly url?: string;
  readonly mail?: string;
}

/** What a heartbeat says: counts and ages, nothing of any case or person. */
export type Pulse = {
  readonly product: 'duban';
  readonly at: Instant;
  /** Nothing is overdue, and every chore has run and ended well. */
  readonly ok: boolean;
  readonly casesOpen: number;
  /** Cases whose workflow has not been told of their news, and for how long the oldest has waited. */
  readonly wakes: number;
  readonly lagSeconds: number;
  /** How long the longest due clock has waited. */
  readonly unfiredClockSeconds: number;
  readonly deliveriesDue: number;
  readonly deliveriesFailed: number;
  readonly rulesOverdue: number;
  readonly rulesNeverFired: number;
  readonly canary: string;
  readonly reconcile: string;
};

/** How one way took the pulse; the reason is a code. */
export type Sent = 'sent' | `http-${number}` | 'unreachable' | 'refused';

/** A due clock may wait so long before the pulse is not well (s). */
const LATE_SECONDS = 120;

/** The receiver's time to answer (ms). */
const ANSWER_MS = 10_000;

/** Takes the pulse. */
export function pulseOf(
  at: Instant,
  ledger: Awaited<ReturnType<Ledger['health']>>,
  chores: ChoresHealth,
  rules: readonly RuleLiveness[],
): Pulse {
  const age = (then: Instant | undefined) =>
    then === undefined ? 0 : Math.max(0, Math.round((toMs(at) - toMs(then)) / 1_000));
  const unfiredClockSeconds = age(ledger.oldestUnfired);
  const rulesOverdue = rules.filter(({ standing }) => standing === 'overdue').length;
  return {
    product: 'duban',
    at,
    ok: unfiredClockSeconds < LATE_SECONDS && rulesOverdue === 0 && chores.canary.ok && chores.reconcile.ok,
    casesOpen: ledger.open,
    wakes: ledger.wakes,
    lagSeconds: age(ledger.oldestWake),
    unfiredClockSeconds,
    deliveriesDue: ledger.deliveriesDue,
    deliveriesFailed: ledger.deliveriesFailed,
    rulesOverdue,
    rulesNeverFired: rules.filter(({ standing }) => standing === 'neverFired' || standing === 'neverSet').length,
    canary: chores.canary.state,
    reconcile: chores.reconcile.state,
  };
}

/** Sends the pulse over every way that is set up. Never throws; what went wrong is said by way. */
export async function sendPulse(
  pulse: Pulse,
  { url, mail }: HeartbeatTargets,
  post: Channel | undefined,
): Promise<{ readonly url?: Sent; readonly mail?: Sent }> {
  return {
    ...(url === undefined ? {} : { url: await postPulse(pulse, url) }),
    ...(mail === undefined || post === undefined ? {} : { mail: await mailPulse(pulse, mail, post) }),
  };
}

async function postPulse(pulse: Pulse, url: string): Promise<Sent> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(pulse),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await answer.body?.cancel();
    return answer.ok ? 'sent' : `http-${answer.status}`;
  } catch {
    return 'unreachable';
  }
}

async function mailPulse(pulse: Pulse, to: string, post: Channel): Promise<Sent> {
  const id = `heartbeat-${pulse.at}`;
  const outcome = await post.send({
    id,
    messageId: `<${id.replaceAll(/[^0-9A-Za-z-]/g, '')}@duban>`,
    person: '',
    to,
    subject: `督办心跳　${pulse.ok ? '正常' : '异常'}　${pulse.at.slice(0, 16).replace('T', ' ')}`,
    text: pulseText(pulse),
    short: '',
  });
  return outcome.result === 'sent' ? 'sent' : outcome.result === 'away' ? 'unreachable' : 'refused';
}

const STATE_WORDS: { readonly [state: string]: string } = {
  off: '未启用',
  waiting: '尚未到时间',
  running: '正常',
  failed: '未通过',
  overdue: '未按时运行',
};

function pulseText(pulse: Pulse): string {
  const { canary, reconcile } = pulse;
  return [
    pulse.ok ? '督办系统运行正常。' : '督办系统有异常，请运行 duban doctor 查看并处理。',
    '',
    `未结案件：${pulse.casesOpen} 件`,
    `应触发而未触发的期限：最久已等待 ${pulse.unfiredClockSeconds} 秒`,
    `唤醒积压：${pulse.wakes} 件，最久 ${pulse.lagSeconds} 秒`,
    `待发消息 ${pulse.deliveriesDue} 件，发送失败 ${pulse.deliveriesFailed} 件`,
    `该触发未触发的规则 ${pulse.rulesOverdue} 条，长期从未触发的规则 ${pulse.rulesNeverFired} 条`,
    `每日自检：${STATE_WORDS[canary] ?? canary}　每夜核对：${STATE_WORDS[reconcile] ?? reconcile}`,
    '',
    '本邮件按固定间隔发出；超过两个间隔没有收到，请立即检查督办系统。',
  ].join('\n');
}

/** Whether every way that is set up took it. */
export function allSent(sent: JsonObject): boolean {
  return Object.values(sent).every((way) => way === 'sent');
}
