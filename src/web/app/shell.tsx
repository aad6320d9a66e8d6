import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { Link, Route, Routes, useLocation } from 'react-router';
import { useFreshness } from '../api/live.ts';
import { useSession } from '../api/session.ts';
import { useOutbox, useOutboxSending } from '../offline/use-outbox.ts';
import { startWorker } from '../offline/worker.ts';
import { APP_TEXTS } from '../texts/app.ts';
import { REGISTER_TEXTS } from '../texts/register.ts';
import { unitsQuery } from '../ui/names.ts';
import { ForbiddenState, LoadingPage, State } from '../ui/states.tsx';
import { CrashGuard } from './crash-guard.tsx';
import { Menu } from './menu.tsx';
import { PAGES } from './pages.ts';
import { TopBar } from './top-bar.tsx';
import { findsHazards } from './who.ts';

/** The frame around the pages: menu by what the person may open, title, search, person. */
export function Shell() {
  const session = useSession();
  const { pathname } = useLocation();
  const [menuOpen, setMenuOpen] = useState(false);
  useFreshness();
  useOutboxSending();
  useReadinessToRegister(findsHazards(session));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu of a telephone
  useEffect(() => setMenuOpen(false), [pathname]);
  return (
    <>
      <a className="skip" href="#content">
        {APP_TEXTS.skip}
      </a>
      <div className="frame">
        <TopBar menuOpen={menuOpen} onMenu={() => setMenuOpen(!menuOpen)} />
        <OfflineBar />
        <Menu open={menuOpen} />
        <main className="content" id="content" tabIndex={-1}>
          <CrashGuard place={pathname}>
            <Suspense fallback={<LoadingPage />}>
              <Routes>
                {PAGES.map(({ path, may, page: Page }) => (
                  <Route key={path} path={path} element={may(session) ? <Page /> : <ForbiddenState />} />
                ))}
                <Route
                  path="*"
                  element={<State tone="empty" title={APP_TEXTS.notFound} how={APP_TEXTS.notFoundHow} />}
                />
              </Routes>
            </Suspense>
          </CrashGuard>
        </main>
      </div>
    </>
  );
}

/** Whoever finds hazards finds them where there may be no network: the page, the units and the way to open both without one are fetched before. */
function useReadinessToRegister(finds: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!finds) return;
    void queries.prefetchQuery(unitsQuery);
    void import('../pages/register/register-page.tsx').then(startWorker, () => undefined);
  }, [finds, queries]);
}

function OfflineBar() {
  const online = useSyncExternalStore(followNetwork, () => navigator.onLine);
  const waiting = useOutbox().waiting.length;
  if (online && waiting === 0) return null;
  return (
    <div className="offline-bar" role="status">
      {online ? '' : APP_TEXTS.offline}{' '}
      {waiting > 0 && <Link to="/register">{REGISTER_TEXTS.waitingBar(waiting)}</Link>}
    </div>
  );
}

function followNetwork(changed: () => void): () => void {
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
}
