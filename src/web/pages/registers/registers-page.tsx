import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { RegisterHead, RegisterList } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { REGISTERS_TEXTS } from '../../texts/registers.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import './registers.css';

/** 登记簿: every register of the rules in force, by the measure that it serves. */
export function RegistersPage() {
  const query = useQuery({
    queryKey: keys.registers,
    queryFn: ({ signal }) => get<RegisterList>('/registers', {}, signal),
  });
  return (
    <Page title={REGISTERS_TEXTS.title} sentence={<p className="dim list-count">{REGISTERS_TEXTS.about}</p>}>
      <Loaded query={query} rows={10} height={56}>
        {({ registers, ruleSet }) =>
          registers.length === 0 ? (
            <EmptyState title={REGISTERS_TEXTS.empty} how={REGISTERS_TEXTS.emptyHow} />
          ) : (
            <>
              {byMeasure(registers).map(([row, heads]) => (
                <section key={row} className="register-row" aria-label={rowLabel(row)}>
                  <h2>{rowLabel(row)}</h2>
                  <ul>
                    {heads.map((head) => (
                      <li key={head.id}>
                        <Head head={head} />
                      </li>
                    ))}
                  </ul>
                </section>
              ))}
              <p className="dim">{REGISTERS_TEXTS.ruleSet(ruleSet)}</p>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function Head({ head: { id, label, about, inForce } }: { readonly head: RegisterHead }) {
  return (
    <Link className="card register-head" to={`/registers/${id}`}>
      <b>{label}</b>
      <span className="dim">{inForce === 0 ? REGISTERS_TEXTS.none : REGISTERS_TEXTS.inForce(inForce)}</span>
      {about !== undefined && <span className="dim about">{about}</span>}
    </Link>
  );
}

function rowLabel(row: number): string {
  return row === 0 ? REGISTERS_TEXTS.own : REGISTERS_TEXTS.measure(row);
}

/** Rows of the annex in their order; what serves none comes last. */
function byMeasure(registers: readonly RegisterHead[]): readonly (readonly [number, readonly RegisterHead[]])[] {
  const rows = new Map<number, RegisterHead[]>();
  for (const head of registers) rows.set(head.measure ?? 0, [...(rows.get(head.measure ?? 0) ?? []), head]);
  return [...rows].sort(([a], [b]) => (a || Number.MAX_SAFE_INTEGER) - (b || Number.MAX_SAFE_INTEGER));
}
