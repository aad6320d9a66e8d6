import { readCheckpointMails } from '../../../db/checkpoint-mail.ts';
import { readCheckpoint } from '../../../db/log-tree.ts';
import { addMs, type Instant, startOfDay, toMs } from '../../core/index.ts';
import { type ChoreHealth, type ChoresHealth, readChoresHealth } from '../../ledger/chores.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { readRuleLiveness } from '../../ledger/liveness.ts';
import type { Api, App, EngineHealth, PartHealth } from '../api.ts';
import { healthAnswer } from '../contract/health.ts';
import { ruleLivenessAnswer } from '../contract/liveness.ts';
import { problemAnswer } from '../contract.ts';
import { gauge } from '../metrics.ts';
import { createRuleWatch, type RuleCounts } from '../rule-watch.ts';

const tags = ['运行状态'];
const UNKNOWN: PartHealth = { ok: false, state: 'unknown' };

/** What watches over the engine cannot be read: the ledger is away. */
const UNREAD = { ok: false, state: 'unknown' } as const;

/** Days looked back upon. */
const MAILS = 7;
/** A checkpoint that is to go on a day has gone by the end of it (ms). */
const MAIL_LATE_MS = 86_400_000;

type LedgerHealth = Awaited<ReturnType<Ledger['health']>>;

/** Is everything running, how far behind is it; and the same as figures for Prometheus. */
export function healthRoutes(app: App, { db, health, ledger, metrics, now }: Api): void {
  const countRules = createRuleWatch(db, now);

  app.get(
    '/health',
    {
      schema: { tags, summary: '运行状态；台账不可用时为 503', response: { 200: healthAnswer, 503: healthAnswer } },
      config: { gate: 'public' },
    },
    async (_request, reply) => {
      const at = now();
      const [figures, engine, watch, log] = await Promise.all([
        ledgerHealth(),
        engineHealth(),
        watchHealth(at),
        logHealth(at),
      ]);
      const parts = [engine.temporal, engine.worker, engine.mail, log, ...Object.values(watch)];
      const status = figures === undefined ? 'down' : parts.every((part) => part.ok) ? 'ok' : 'degraded';
      return reply.code(figures === undefined ? 503 : 200).send({
        status,
        at,
        ledger:
          figures === undefined
            ? { ok: false, state: 'unavailable' }
            : { ok: true, state: 'running', ...counts(figures) },
        ...engine,
        ...watch,
        log,
        ...(figures?.oldestWake === undefined ? {} : { lagSeconds: secondsSince(figures.oldestWake, at) }),
        ...(figures?.oldestUnfired === undefined ? {} : { oldestUnfired: figures.oldestUnfired }),
      });
    },
  );

  app.get(
    '/metrics',
    {
      schema: { tags, summary: 'Prometheus 指标（管理员或审计员的令牌）', produces: ['text/plain'] },
      config: { gate: 'figures' },
    },
    async (_request, reply) => {
      const at = now();
      const [figures, engine, rules, chores] = await Promise.all([
        ledgerHealth(),
        engineHealth(),
        ruleCounts(),
        choresHealth(at),
      ]);
      const lines = [
        ...ledgerLines(figures, at),
        ...engineLines(engine),
        ...ruleLines(rules),
        ...choreLines(chores, at),
        ...gauge('duban_process_resident_bytes', 'Memory of this process.', process.memoryUsage.rss()),
        ...metrics.lines(),
      ];
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(`${lines.join('\n')}\n`);
    },
  );

  app.get(
    '/rules/liveness',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '每条规则是否在运行：上次设定、上次触发、下次触发',
        response: { 200: ruleLivenessAnswer, 401: problemAnswer },
      },
    },
    async () => {
      const at = now();
      return { at, rules: [...(await readRuleLiveness(db, at))] };
    },
  );

  async function watchHealth(at: Instant) {
    const [rules, chores] = await Promise.all([ruleCounts(), choresHealth(at)]);
    const chore = (name: keyof ChoresHealth) => (chores === undefined ? UNREAD : publicly(chores[name]));
    return {
      rules:
        rules === undefined
          ? UNREAD
          : {
              ok: rules.overdue === 0,
              state: rules.overdue === 0 ? ('running' as const) : ('overdue' as const),
              ...rules,
            },
      canary: chore('canary'),
      reconcile: chore('reconcile'),
      heartbeat: chore('heartbeat'),
    };
  }

  /** The newest checkpoint, and whether the district has been sent what it was to be sent. */
  async function logHealth(at: Instant) {
    const found = await Promise.all([readCheckpoint(db.knex), readCheckpointMails(db.knex, MAILS)]).catch(
      () => undefined,
    );
    if (found === undefined) return UNREAD;
    const [checkpoint, mails] = found;
    if (checkpoint === undefined) return { ok: true, state: 'waiting' };
    const isLate = mails.some(({ day, sentAt }) => sentAt === undefined && at > addMs(startOfDay(day), MAIL_LATE_MS));
    const last = mails.find(({ sentAt }) => sentAt !== undefined);
    return {
      ok: !isLate,
      state: isLate ? 'mail-overdue' : 'running',
      size: checkpoint.size,
      signedAt: checkpoint.at,
      ...(last === undefined ? {} : { mailedSize: last.size, mailedAt: last.sentAt }),
    };
  }

  async function ruleCounts(): Promise<RuleCounts | undefined> {
    return countRules().catch(() => undefined);
  }

  async function choresHealth(at: Instant): Promise<ChoresHealth | undefined> {
    return readChoresHealth(db, at).catch(() => undefined);
  }

  async function ledgerHealth(): Promise<LedgerHealth | undefined> {
    try {
      return await ledger.health();
    } catch {
      return undefined;
    }
  }

  async function engineHealth(): Promise<EngineHealth> {
    try {
      return await health();
    } catch {
      return { temporal: UNKNOWN, worker: UNKNOWN, mail: UNKNOWN };
    }
  }
}

function counts({ cases, open, events, wakes, deliveriesDue, deliveriesFailed }: LedgerHealth) {
  return { cases, open, events, wakes, deliveriesDue, deliveriesFailed };
}

/** Anybody may ask: what a chore found stays inside. */
function publicly({ found: _found, ...health }: ChoreHealth): Omit<ChoreHealth, 'found'> {
  return health;
}

function secondsSince(then: Instant, now: Instant): number {
  return Math.max(0, (toMs(now) - toMs(then)) / 1_000);
}

function ledgerLines(figures: LedgerHealth | undefined, at: Instant): readonly string[] {
  const up = gauge('duban_ledger_up', 'Whether the ledger answers.', figures === undefined ? 0 : 1);
  if (figures === undefined) return up;
  return [
    ...up,
    ...gauge('duban_cases', 'Cases in the ledger.', figures.cases),
    ...gauge('duban_cases_open', 'Cases not closed.', figures.open),
    ...gauge('duban_events', 'Events in the log.', figures.events),
    ...gauge('duban_wakes', 'Cases whose workflow has not been told yet.', figures.wakes),
    ...gauge(
      'duban_wake_age_seconds',
      'Age of the oldest of them.',
      figures.oldestWake === undefined ? 0 : secondsSince(figures.oldestWake, at),
    ),
    ...gauge(
      'duban_unfired_clock_age_seconds',
      'How long the longest due clock has waited.',
      figures.oldestUnfired === undefined ? 0 : secondsSince(figures.oldestUnfired, at),
    ),
    ...gauge('duban_deliveries_due', 'Mails and papers to be sent.', figures.deliveriesDue),
    ...gauge('duban_deliveries_failed', 'Mails and papers that failed for good.', figures.deliveriesFailed),
  ];
}

function engineLines({ temporal, worker, mail }: EngineHealth): readonly string[] {
  return [
    ...gauge('duban_temporal_up', 'Whether Temporal answers.', Number(temporal.ok)),
    ...gauge('duban_worker_up', 'Whether the worker is polling.', Number(worker.ok)),
    ...gauge('duban_mail_up', 'Whether mails can be handed over.', Number(mail.ok)),
  ];
}

function ruleLines(rules: RuleCounts | undefined): readonly string[] {
  if (rules === undefined) return [];
  return [
    ...gauge('duban_rules_overdue', 'Rules with a clock that is due and has not fired.', rules.overdue),
    ...gauge(
      'duban_rules_never_fired',
      'Rules whose clocks were set and that have not fired for half a year.',
      rules.neverFired,
    ),
    ...gauge('duban_rules_never_set', 'Rules in force for half a year that never set a clock.', rules.neverSet),
  ];
}

function choreLines(chores: ChoresHealth | undefined, at: Instant): readonly string[] {
  if (chores === undefined) return [];
  return Object.entries(chores).flatMap(([name, { ok, state, lastOkAt }]) =>
    state === 'off'
      ? []
      : [
          ...gauge(`duban_${name}_up`, `Whether the ${name} last ended well and in time.`, Number(ok)),
          ...(lastOkAt === undefined
            ? []
            : gauge(
                `duban_${name}_age_seconds`,
                `Time since the ${name} last ended well.`,
                secondsSince(lastOkAt, at),
              )),
        ],
  );
}
