import { type FormEvent, useState } from 'react';
import { useSession } from '../../api/session.ts';
import { findingPosts } from '../../app/who.ts';
import { putIntoOutbox, sendOutbox, takeFromOutbox, type Waiting } from '../../offline/outbox.ts';
import { REGISTER_TEXTS } from '../../texts/register.ts';
import { Page } from '../../ui/page.tsx';
import { Remark } from '../../ui/states.tsx';
import { type Entry, entryOf, type Faults, faultsOf, waitingOf } from './entry.ts';
import { MoreFields } from './more-fields.tsx';
import { OutboxList } from './outbox-list.tsx';
import { PhotoStrip } from './photo-strip.tsx';
import { UnitField } from './unit-field.tsx';
import { useEntry } from './use-entry.ts';
import { WhatFields } from './what-fields.tsx';
import './register.css';

/** 登记隐患: photo, place, what, send; under a minute, with or without a network. */
export function RegisterPage() {
  const session = useSession();
  const posts = findingPosts(session);
  const { entry, commandId, restored, storing, change, replace, clear } = useEntry();
  const [faults, setFaults] = useState<Faults>({});
  const set = (part: Partial<Entry>) => {
    setFaults((before) => Object.fromEntries(Object.entries(before).filter(([name]) => !(name in part))));
    change(part);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wrong = faultsOf(entry, posts);
    setFaults(wrong);
    if (Object.keys(wrong).length > 0) {
      const form = event.currentTarget;
      requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    await putIntoOutbox(waitingOf(entry, session.account, commandId));
    clear();
    scrollTo({ top: 0 });
    await sendOutbox(session.account);
  };
  const mend = async (waiting: Waiting) => {
    // It was refused, so nothing was recorded under its number.
    replace(entryOf(waiting), waiting.commandId);
    await takeFromOutbox(waiting);
  };
  return (
    <Page title={REGISTER_TEXTS.title}>
      <div className="register">
        <OutboxList onMend={(waiting) => void mend(waiting)} />
        {!storing && <Remark tone="warn">{REGISTER_TEXTS.notStored}</Remark>}
        {restored && (
          <Remark>
            {REGISTER_TEXTS.draft}{' '}
            <button type="button" className="link-button" onClick={clear}>
              {REGISTER_TEXTS.discard}
            </button>
          </Remark>
        )}
        <form onSubmit={(event) => void submit(event)} noValidate aria-label={REGISTER_TEXTS.title}>
          <section className="card">
            <h2>{REGISTER_TEXTS.photo}</h2>
            <PhotoStrip photos={entry.photos} onChange={(photos) => set({ photos })} />
            <p className="dim hint">{REGISTER_TEXTS.photoHint}</p>
          </section>
          <section className="card">
            <h2>{REGISTER_TEXTS.place}</h2>
            <UnitField value={entry.unit} fault={faults.unit} onChange={(unit) => set({ unit })} />
            <label>
              {REGISTER_TEXTS.where}
              <input
                className="plain-input"
                maxLength={200}
                value={entry.where}
                placeholder={REGISTER_TEXTS.whereHint}
                aria-invalid={faults.where !== undefined}
                onChange={({ target }) => set({ where: target.value })}
              />
            </label>
            <Fault words={faults.where} />
          </section>
          <WhatFields entry={entry} faults={faults} onChange={set} />
          <MoreFields entry={entry} faults={faults} posts={posts} onChange={set} />
          <div className="send-bar">
            <button type="submit" className="main-button">
              {REGISTER_TEXTS.send}
            </button>
          </div>
        </form>
      </div>
    </Page>
  );
}

function Fault({ words }: { readonly words: string | undefined }) {
  return words === undefined ? null : (
    <p className="fault" role="alert">
      {words}
    </p>
  );
}
