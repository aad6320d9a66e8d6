import { useQuery } from '@tanstack/react-query';
import type { Health } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { HEALTH_TEXTS } from '../../texts/health.ts';
import { Light, type Tone } from '../../ui/light.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';
import './health.css';

type Part = keyof typeof HEALTH_TEXTS.parts;

const PARTS = Object.keys(HEALTH_TEXTS.parts) as Part[];
const REFRESH_MS = 30_000;
const TONES = { ok: 'green', degraded: 'amber', down: 'red' } as const;

/** 运行状态: each part in words, and what to do about it. */
export function HealthPage() {
  const query = useQuery({
    queryKey: keys.health,
    queryFn: ({ signal }) => get<Health>('/health', {}, signal),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page title={HEALTH_TEXTS.title}>
      <Loaded query={query} rows={10} height={56}>
        {(health) => (
          <>
            <section className="card health-head">
              <p className="sentence">
                <Light tone={TONES[health.status]} word={HEALTH_TEXTS.status[health.status]} />
              </p>
              <p className="dim">{HEALTH_TEXTS.at(instantText(health.at))}</p>
            </section>
            <ul className="health-parts">
              {PARTS.map((part) => (
                <PartCard key={part} part={part} health={health} />
              ))}
            </ul>
            <Counts health={health} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function PartCard({ part, health }: { readonly part: Part; readonly health: Health }) {
  const { ok, state } = health[part];
  const [tone, word] = standingOf(ok, state);
  return (
    <li className={`card ${ok ? '' : 'bad'}`}>
      <h2>
        {HEALTH_TEXTS.parts[part]} <Light tone={tone} word={word} />
      </h2>
      <p className="dim">{HEALTH_TEXTS.does[part]}</p>
      {detailOf(part, health).map((line) => (
        <p key={line}>{line}</p>
      ))}
      {!ok && (
        <p>
          <b>{HEALTH_TEXTS.todoWord}</b>
          {HEALTH_TEXTS.todo[part]}
        </p>
      )}
    </li>
  );
}

function standingOf(ok: boolean, state: string): readonly [Tone, string] {
  if (!ok) return ['amber', HEALTH_TEXTS.bad];
  if (state === 'off') return ['grey', HEALTH_TEXTS.off];
  return state === 'waiting' ? ['grey', HEALTH_TEXTS.waiting] : ['green', HEALTH_TEXTS.good];
}

function detailOf(part: Part, { rules, log, ...health }: Health): readonly string[] {
  switch (part) {
    case 'rules':
      return rules.overdue === undefined
        ? []
        : [HEALTH_TEXTS.ruleCounts(rules.overdue, rules.neverFired ?? 0, rules.neverSet ?? 0)];
    case 'canary':
    case 'reconcile':
    case 'heartbeat': {
      const { lastOkAt } = health[part];
      return lastOkAt === undefined ? [] : [HEALTH_TEXTS.lastOk(instantText(lastOkAt))];
    }
    case 'log':
      return log.size === undefined || log.signedAt === undefined
        ? []
        : [
            HEALTH_TEXTS.signed(log.size, instantText(log.signedAt)),
            log.mailedSize === undefined || log.mailedAt === undefined
              ? HEALTH_TEXTS.notMailed
              : HEALTH_TEXTS.mailed(log.mailedSize, instantText(log.mailedAt)),
          ];
    default:
      return [];
  }
}

const COUNTS = ['cases', 'open', 'events', 'wakes', 'deliveriesDue', 'deliveriesFailed'] as const;

function Counts({ health: { ledger, lagSeconds, oldestUnfired } }: { readonly health: Health }) {
  return (
    <section className="card">
      <h2>{HEALTH_TEXTS.figures}</h2>
      <dl className="health-counts">
        {COUNTS.map((one) => (
          <div key={one}>
            <dt>{HEALTH_TEXTS[one]}</dt>
            <dd>{ledger[one] ?? '—'}</dd>
          </div>
        ))}
        <div>
          <dt>{HEALTH_TEXTS.lag}</dt>
          <dd>{lagSeconds === undefined ? HEALTH_TEXTS.noLag : HEALTH_TEXTS.seconds(lagSeconds)}</dd>
        </div>
        <div>
          <dt>{HEALTH_TEXTS.oldestUnfired}</dt>
          <dd>{oldestUnfired === undefined ? HEALTH_TEXTS.noUnfired : instantText(oldestUnfired)}</dd>
        </div>
      </dl>
    </section>
  );
}
