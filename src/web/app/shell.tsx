import { Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import { Route, Routes, useLocation } from 'react-router';
import { useFreshness } from '../api/live.ts';
import { useSession } from '../api/session.ts';
import { APP_TEXTS } from '../texts/app.ts';
import { ForbiddenState, LoadingPage, State } from '../ui/states.tsx';
import { CrashGuard } from './crash-guard.tsx';
import { Menu } from './menu.tsx';
import { PAGES } from './pages.ts';
import { TopBar } from './top-bar.tsx';

/** The frame around the pages: menu by what the person may open, title, search, person. */
export function Shell() {
  const session = useSession();
  const { pathname } = useLocation();
  const [menuOpen, setMenuOpen] = useState(false);
  useFreshness();
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

function OfflineBar() {
  const online = useSyncExternalStore(followNetwork, () => navigator.onLine);
  return online ? null : (
    <div className="offline-bar" role="status">
      {APP_TEXTS.offline}
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
