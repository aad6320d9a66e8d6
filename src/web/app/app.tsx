import { QueryClientProvider } from '@tanstack/react-query';
import { ConfigProvider } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import { useState } from 'react';
import { BrowserRouter } from 'react-router';
import { SessionProvider, useSessionQuery } from '../api/session.ts';
import { LoginPage, NewPasswordPage } from '../pages/login/login-page.tsx';
import { ErrorState, LoadingPage } from '../ui/states.tsx';
import { ConfirmAgain } from './confirm-again.tsx';
import { CrashGuard } from './crash-guard.tsx';
import { LoginAgain } from './login-again.tsx';
import { createQueryClient } from './query-client.ts';
import { Shell } from './shell.tsx';
import { nonce } from './style-nonce.ts';
import { themeOf, useDark, useNarrow } from './theme.ts';

/** The whole application. */
export function App() {
  const [queries] = useState(createQueryClient);
  return (
    <ConfigProvider
      locale={zhCN}
      theme={themeOf(useDark(), useNarrow())}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
    >
      <CrashGuard>
        <QueryClientProvider client={queries}>
          <BrowserRouter>
            <Door />
          </BrowserRouter>
        </QueryClientProvider>
      </CrashGuard>
    </ConfigProvider>
  );
}

/** Nobody passes without a session, and nobody with a one-time password. */
function Door() {
  const { data: session, error, refetch } = useSessionQuery();
  if (session === undefined)
    return error === null ? <LoadingPage /> : <ErrorState error={error} onRetry={() => void refetch()} />;
  if (session === null) return <LoginPage />;
  if (session.mustChangePassword) return <NewPasswordPage />;
  return (
    <SessionProvider value={session}>
      <Shell />
      <LoginAgain />
      <ConfirmAgain />
    </SessionProvider>
  );
}
