import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useState } from 'react';
import type { PublicTerms, ReceivedTipoff } from '../../api/answers.ts';
import { get, write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { useSession } from '../../api/session.ts';
import { isOffice } from '../../app/who.ts';
import type { FormField } from '../../form/field-kinds.ts';
import { OpeningForm } from '../../form/opening-form.tsx';
import { TIPOFFS_TEXTS } from '../../texts/tipoffs.ts';
import { CaseList } from '../../ui/case-list.tsx';
import { Page } from '../../ui/page.tsx';
import { StandingTabs } from '../../ui/standing-tabs.tsx';
import { EmptyState, Loaded, Remark } from '../../ui/states.tsx';

const { fields: words } = TIPOFFS_TEXTS;
const plain = { required: false, common: false } as const;
const CHANNELS = ['phone', 'letter', 'visit', 'mail', 'fax'];

const FIELDS: readonly FormField[] = [
  { name: 'channel', title: words.channel, kind: 'choice', options: CHANNELS, required: true, common: false },
  { name: 'matter', title: words.matter, kind: 'text', required: true, common: false },
  { name: 'where', title: words.where, kind: 'line', ...plain },
  { name: 'area', title: words.area, kind: 'pick', source: 'organisation', ...plain },
  { name: 'attachments', kind: 'files', ...plain },
];
const PERSON: readonly FormField[] = [
  { name: 'name', title: words.name, kind: 'line', most: 100, ...plain },
  { name: 'contact', title: words.contact, kind: 'line', most: 200, ...plain },
];

/** 举报: the list for those who may see it, and the intake of what comes by telephone, letter or visit. */
export function TipoffsPage() {
  const session = useSession();
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState(false);
  const [received, setReceived] = useState<ReceivedTipoff>();
  return (
    <Page
      title={TIPOFFS_TEXTS.title}
      sentence={
        <p className="dim case-count">
          {TIPOFFS_TEXTS.about} <a href="/tipoff">{TIPOFFS_TEXTS.publicPage}</a>
        </p>
      }
      actions={
        isOffice(session) && (
          <button type="button" className="start-button" onClick={() => setOpen(true)}>
            {TIPOFFS_TEXTS.start}
          </button>
        )
      }
      filters={<StandingTabs all={all} onChange={setAll} />}
    >
      {received !== undefined && <Receipt received={received} onClose={() => setReceived(undefined)} />}
      <CaseList
        query={{ kind: 'tipoff', ...(all ? {} : { closed: false }) }}
        empty={<EmptyState title={TIPOFFS_TEXTS.empty} how={TIPOFFS_TEXTS.emptyHow} />}
      />
      {open && (
        <Intake
          onClose={() => setOpen(false)}
          onDone={(answer) => {
            setOpen(false);
            setReceived(answer);
          }}
        />
      )}
    </Page>
  );
}

interface IntakeProps {
  readonly onClose: () => void;
  readonly onDone: (answer: ReceivedTipoff) => void;
}

function Intake({ onClose, onDone }: IntakeProps) {
  const query = useQuery({
    queryKey: keys.tipoffTerms,
    queryFn: ({ signal }) => get<PublicTerms>('/public/tipoffs', {}, signal),
  });
  return (
    <Drawer open size={520} title={TIPOFFS_TEXTS.start} onClose={onClose}>
      <p>{TIPOFFS_TEXTS.startHow}</p>
      <Loaded query={query}>
        {({ identified }) => (
          <>
            {!identified && <Remark>{TIPOFFS_TEXTS.noKey}</Remark>}
            <OpeningForm
              command="receiveTipoff"
              label={TIPOFFS_TEXTS.start}
              // Who reported must not lie in this browser.
              keeps={false}
              fields={[...FIELDS, ...(identified ? PERSON : [])]}
              send={({ name, contact, ...payload }, head) =>
                write<ReceivedTipoff>('POST', '/tipoffs', {
                  ...payload,
                  ...head,
                  ...(name === undefined && contact === undefined
                    ? {}
                    : { identity: { name: name ?? '', contact: contact ?? '' } }),
                })
              }
              onDone={onDone}
            />
          </>
        )}
      </Loaded>
    </Drawer>
  );
}

function Receipt({ received, onClose }: { readonly received: ReceivedTipoff; readonly onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(received.receipt).catch(() => undefined);
    setCopied(true);
  };
  return (
    <section className="card" role="status">
      <h2>{TIPOFFS_TEXTS.receiptTitle(received.caseId)}</h2>
      <p className="receipt-code">{received.receipt}</p>
      <p>{TIPOFFS_TEXTS.receiptHow}</p>
      <p className="list-tabs">
        <button type="button" className="link-button" onClick={() => void copy()}>
          {copied ? TIPOFFS_TEXTS.copied : TIPOFFS_TEXTS.copy}
        </button>
        <button type="button" className="link-button" onClick={() => print()}>
          {TIPOFFS_TEXTS.print}
        </button>
        <button type="button" className="link-button" onClick={onClose}>
          {TIPOFFS_TEXTS.close}
        </button>
      </p>
    </section>
  );
}
