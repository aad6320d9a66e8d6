import { type FormEvent, lazy, Suspense } from 'react';
import { Link, useSearchParams } from 'react-router';
import { queryText } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { isAuditor, isStreet } from '../../app/who.ts';
import { NOTICES_TEXTS } from '../../texts/notices.ts';
import { Page } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { PaperList } from './paper-list.tsx';
import { TABS, type TabName, useTotals } from './tabs.ts';
import './notices.css';

const NumberRegister = lazy(async () => ({ default: (await import('./number-register.tsx')).NumberRegister }));

/** 文书: papers by what has to be done with them next, and the register of their numbers. */
export function NoticesPage() {
  const session = useSession();
  const [params, setParams] = useSearchParams();
  const mayRegister = isStreet(session) || isAuditor(session);
  const tabs = TABS.filter((tab) => tab !== 'register' || mayRegister);
  const totals = useTotals();
  const tab: TabName = tabs.find((one) => one === params.get('tab')) ?? firstOf(totals.of);
  const q = params.get('q') ?? '';
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get('q') ?? '').trim();
    setParams({ tab, ...(text === '' ? {} : { q: text }) });
  };
  return (
    <Page
      title={NOTICES_TEXTS.title}
      sentence={<p className="dim notices-about">{NOTICES_TEXTS.about}</p>}
      filters={
        <>
          <nav className="notice-tabs" aria-label={NOTICES_TEXTS.choose}>
            {tabs.map((one) => (
              <Link
                key={one}
                to={queryText({ tab: one, q: one === 'register' ? '' : q })}
                aria-current={one === tab ? 'page' : undefined}
              >
                {NOTICES_TEXTS.tabs[one]}
                {totals.of[one] !== undefined && <b> {totals.of[one]}</b>}
              </Link>
            ))}
          </nav>
          {tab !== 'register' && (
            <form className="notice-search" onSubmit={search}>
              <input
                key={q}
                type="search"
                name="q"
                className="plain-input"
                defaultValue={q}
                maxLength={100}
                placeholder={NOTICES_TEXTS.search}
                aria-label={NOTICES_TEXTS.search}
              />
            </form>
          )}
        </>
      }
    >
      {totals.loading && params.get('tab') === null ? (
        <Skeleton rows={8} height={72} />
      ) : tab === 'register' ? (
        <Suspense fallback={<Skeleton rows={10} />}>
          <NumberRegister />
        </Suspense>
      ) : (
        <PaperList key={tab} tab={tab} q={q} />
      )}
    </Page>
  );
}

/** Without a choice the page begins with what somebody has to do. */
function firstOf(totals: ReturnType<typeof useTotals>['of']): TabName {
  return (['sign', 'review', 'serve', 'receipt'] as const).find((one) => (totals[one] ?? 0) > 0) ?? 'sign';
}
