import { useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../../api/session.ts';
import { sendOutbox, takeFromOutbox, type Waiting } from '../../offline/outbox.ts';
import { useOutbox } from '../../offline/use-outbox.ts';
import { REGISTER_TEXTS } from '../../texts/register.ts';
import { instantText } from '../../ui/when.ts';

/** What waits to be sent, what was refused and why, and what has arrived. */
export function OutboxList({ onMend }: { readonly onMend: (entry: Waiting) => void }) {
  const { account } = useSession();
  const { waiting, sent, sending } = useOutbox();
  return (
    <>
      {sent.map(({ commandId, caseId, what }) => (
        <section key={commandId} className="card sent" role="status">
          <h2>✓ {REGISTER_TEXTS.sent}</h2>
          <p>{what}</p>
          <p>
            {REGISTER_TEXTS.sentHow(caseId)} <Link to={`/cases/${caseId}`}>{REGISTER_TEXTS.open}</Link>
          </p>
        </section>
      ))}
      {waiting.length > 0 && (
        <section className="card" aria-labelledby="outbox">
          <h2 id="outbox">
            {REGISTER_TEXTS.queue} {waiting.length}
          </h2>
          <p className="dim">{REGISTER_TEXTS.queueHow}</p>
          <ul className="outbox">
            {waiting.map((entry) => (
              <Entry key={entry.commandId} entry={entry} onMend={() => onMend(entry)} />
            ))}
          </ul>
          <button type="button" className="state-button" disabled={sending} onClick={() => void sendOutbox(account)}>
            {sending ? REGISTER_TEXTS.sending : REGISTER_TEXTS.sendNow}
          </button>
        </section>
      )}
    </>
  );
}

function Entry({ entry, onMend }: { readonly entry: Waiting; readonly onMend: () => void }) {
  const { payload, photos, savedAt, refused } = entry;
  const [sure, setSure] = useState(false);
  return (
    <li>
      <div>{String(payload.what)}</div>
      <div className="dim">
        {REGISTER_TEXTS.savedAt(instantText(savedAt))}
        {photos.length > 0 && ` · ${REGISTER_TEXTS.photos(photos.length)}`}
      </div>
      {refused !== undefined && (
        <div role="alert">
          <span className="fault">
            {REGISTER_TEXTS.refused}：{refused.detail} {Object.values(refused.fields ?? {}).join('；')}
          </span>
          <div>
            <button type="button" className="state-button" onClick={onMend}>
              {REGISTER_TEXTS.mend}
            </button>{' '}
            <button
              type="button"
              className="state-button"
              onClick={() => (sure ? void takeFromOutbox(entry) : setSure(true))}
            >
              {sure ? REGISTER_TEXTS.dropSure : REGISTER_TEXTS.drop}
            </button>
          </div>
        </div>
      )}
    </li>
  );
}
