import { useQuery } from '@tanstack/react-query';
import type { Desk } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { DESK_TEXTS } from '../../texts/desk.ts';
import { Deadline } from '../../ui/deadline.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';

/** 我的待办: what I must do, by consequence. */
export function DeskPage() {
  const query = useQuery({ queryKey: keys.desk, queryFn: ({ signal }) => get<Desk>('/desk', {}, signal) });
  return (
    <Page title={DESK_TEXTS.title}>
      <Loaded query={query} rows={8} height={64}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={DESK_TEXTS.empty} how={DESK_TEXTS.emptyHow} />
          ) : (
            <ul className="desk">
              {items.map((item) => (
                <li key={`${item.caseId} ${item.duty}`} className="card">
                  <h2>{item.title}</h2>
                  <p>{item.next}</p>
                  <Deadline {...item} clock={item.duty} label={item.label} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}
