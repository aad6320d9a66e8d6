import { useQuery } from '@tanstack/react-query';
import type { EventList, Paper, SealedEvent } from '../../api/answers.ts';
import { API, get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { NOTICES_TEXTS } from '../../texts/notices.ts';
import { Light } from '../../ui/light.tsx';
import { useNames } from '../../ui/names.ts';
import { instantText } from '../../ui/when.ts';
import { WhoWhen } from '../../ui/who-when.tsx';

type Step = keyof typeof NOTICES_TEXTS.steps;

/** The event that takes each step. */
const EVENTS: { readonly [Name in Step]: RegExp } = {
  drafted: /^NoticeDrafted$/,
  reviewed: /^NoticeReviewed$/,
  signed: /^Notice(Signed|Issued)$/,
  served: /^NoticeServed$/,
  received: /^NoticeReceived$/,
  answered: /^NoticeAnswered$/,
  closed: /^NoticeClosed$/,
};

/** The paper's way from draft to file, with who took each step, and how it reached its addressee. */
export function PaperWay({ paper }: { readonly paper: Paper }) {
  const { caseId, signature, receiptRequired, received } = paper;
  const { data } = useQuery({
    queryKey: keys.events(caseId),
    queryFn: ({ signal }) => get<EventList>(`/cases/${caseId}/events`, {}, signal),
  });
  const events = data?.events ?? [];
  const taken = (step: Step) =>
    events.findLast(({ type, moves = [] }) => [type, ...moves].some((one) => EVENTS[step].test(one)));
  const without: Partial<Record<Step, string>> = {
    ...(signature === 'none' ? { signed: NOTICES_TEXTS.noSignature } : {}),
    ...(signature === 'given' ? { signed: NOTICES_TEXTS.givenSignature } : {}),
    ...(taken('signed') === undefined ? {} : { reviewed: NOTICES_TEXTS.noReview }),
    ...(receiptRequired ? {} : { received: NOTICES_TEXTS.noReceipt }),
  };
  return (
    <>
      <section className="card" aria-labelledby="paper-way">
        <h2 id="paper-way">{NOTICES_TEXTS.way}</h2>
        <ol className="paper-way">
          {(Object.keys(EVENTS) as Step[]).map((step) => (
            <li key={step}>
              <b>{NOTICES_TEXTS.steps[step]}</b> <Taken event={taken(step)} instead={without[step]} />
              {step === 'received' && received !== undefined && (
                <div>{received.refused ? NOTICES_TEXTS.refused(received.by) : NOTICES_TEXTS.received(received.by)}</div>
              )}
            </li>
          ))}
        </ol>
      </section>
      <Services paper={paper} />
    </>
  );
}

function Taken({ event, instead }: { readonly event: SealedEvent | undefined; readonly instead: string | undefined }) {
  const names = useNames();
  if (event === undefined) return <span className="dim">{instead ?? NOTICES_TEXTS.waits}</span>;
  const { actor, at } = event;
  const who =
    actor.post === 'engine' ? instead : [names.person(actor.person), names.post(actor.post, actor.organisation)];
  return (
    <WhoWhen event={event}>
      <Light tone="green" word={instantText(at)} />{' '}
      <span className="dim">{typeof who === 'object' ? who.filter(Boolean).join(' ') : who}</span>
    </WhoWhen>
  );
}

function Services({ paper: { caseId, services, undelivered } }: { readonly paper: Paper }) {
  const names = useNames();
  return (
    <section className="card" aria-labelledby="paper-services">
      <h2 id="paper-services">{NOTICES_TEXTS.services}</h2>
      {services.length + undelivered.length === 0 && <p className="dim">{NOTICES_TEXTS.servicesNone}</p>}
      <ul className="paper-services">
        {services.map(({ methodLabel, at, by, proof, witnesses }) => (
          <li key={`${at} ${methodLabel}`}>
            {NOTICES_TEXTS.service(methodLabel, names.person(by))} <span className="dim">{instantText(at)}</span>
            {witnesses !== undefined && (
              <div>{NOTICES_TEXTS.witnesses(witnesses.map((one) => names.person(one)).join('、'))}</div>
            )}
            {proof !== undefined && (
              <div>
                <a href={`${API}/cases/${caseId}/blobs/${proof}`} download>
                  {NOTICES_TEXTS.proof}
                </a>
              </div>
            )}
          </li>
        ))}
        {undelivered.map(({ at, channel, reason }) => (
          <li key={`${at} ${channel}`}>
            <Light tone="amber" word={NOTICES_TEXTS.undelivered(channel, reason)} />{' '}
            <span className="dim">{instantText(at)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
