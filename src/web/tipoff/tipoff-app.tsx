import { useState } from 'react';
import { PUBLIC_TEXTS } from '../texts/public-tipoff.ts';
import type { Received } from './answers.ts';
import { FollowForm } from './follow-form.tsx';
import { Receipt } from './receipt.tsx';
import { ReportForm } from './report-form.tsx';

type Tab = keyof typeof PUBLIC_TEXTS.tabs;
const TABS = Object.keys(PUBLIC_TEXTS.tabs) as Tab[];

/** The page for everybody: to report, and to follow what was reported. Nothing of it stays in the browser. */
export function TipoffApp() {
  const [tab, setTab] = useState<Tab>('report');
  const [received, setReceived] = useState<Received>();
  const [code, setCode] = useState('');
  return (
    <main className="tipoff">
      <header>
        <h1>{PUBLIC_TEXTS.title}</h1>
        <p>{PUBLIC_TEXTS.about}</p>
        <p className="urgent">{PUBLIC_TEXTS.urgent}</p>
      </header>
      <nav aria-label={PUBLIC_TEXTS.title}>
        {TABS.map((one) => (
          <button key={one} type="button" aria-pressed={tab === one} onClick={() => setTab(one)}>
            {PUBLIC_TEXTS.tabs[one]}
          </button>
        ))}
      </nav>
      {/* What is typed in one stays while the other is looked at. */}
      <div hidden={tab !== 'report'}>
        {received === undefined ? (
          <ReportForm onReceived={setReceived} />
        ) : (
          <Receipt
            received={received}
            onFollow={() => {
              setCode(received.receipt);
              setTab('follow');
            }}
            onAnother={() => setReceived(undefined)}
          />
        )}
      </div>
      <div hidden={tab !== 'follow'}>
        <FollowForm key={code} known={code} />
      </div>
    </main>
  );
}
