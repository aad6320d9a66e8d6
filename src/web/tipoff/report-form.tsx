import { type FormEvent, useEffect, useState } from 'react';
import { PUBLIC_TEXTS } from '../texts/public-tipoff.ts';
import type { Received, Terms } from './answers.ts';
import { PhotoField } from './photo-field.tsx';
import { ask, base64Of, Refused, randomId } from './send.ts';

/** What, where, photos, who: as little as is needed. */
export function ReportForm({ onReceived }: { readonly onReceived: (received: Received) => void }) {
  const [terms, setTerms] = useState<Terms>();
  const [photos, setPhotos] = useState<readonly File[]>([]);
  const [named, setNamed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const [requestId] = useState(randomId);
  const load = () => {
    setFault('');
    ask<Terms>('').then(setTerms, (error: Error) => setFault(error.message));
  };
  useEffect(load, []);
  if (terms === undefined)
    return fault === '' ? (
      <p role="status" className="loading">
        {PUBLIC_TEXTS.loading}
      </p>
    ) : (
      <p role="alert" className="fault">
        {fault}{' '}
        <button type="button" onClick={load}>
          {PUBLIC_TEXTS.retry}
        </button>
      </p>
    );

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const [matter, where] = [text('matter'), text('where')];
    if (matter === '') return setFault(PUBLIC_TEXTS.matterMissing);
    const identity = { name: text('name'), contact: text('contact') };
    if (named && (identity.name === '' || identity.contact === '')) return setFault(PUBLIC_TEXTS.identityMissing);
    setBusy(true);
    setFault('');
    try {
      const attachments = [];
      for (const photo of photos) attachments.push({ data: await base64Of(photo) });
      onReceived(
        await ask<Received>('', {
          requestId,
          matter,
          ...(where === '' ? {} : { where }),
          ...(named ? { identity } : {}),
          ...(attachments.length === 0 ? {} : { attachments }),
        }),
      );
    } catch (error) {
      setFault(error instanceof Refused ? error.message : PUBLIC_TEXTS.unexpected);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      onChange={() => setFault('')}
      onSubmit={(event) => void submit(event)}
      noValidate
      aria-label={PUBLIC_TEXTS.tabs.report}
      autoComplete="off"
    >
      <label>
        {PUBLIC_TEXTS.matter}
        <textarea name="matter" rows={5} maxLength={2_000} placeholder={PUBLIC_TEXTS.matterHint} />
      </label>
      <label>
        {PUBLIC_TEXTS.where}
        <input name="where" maxLength={200} placeholder={PUBLIC_TEXTS.whereHint} />
      </label>
      <PhotoField terms={terms} photos={photos} onChange={setPhotos} />
      <fieldset>
        <legend>{PUBLIC_TEXTS.who}</legend>
        <label className="choice">
          <input type="radio" name="who" checked={!named} onChange={() => setNamed(false)} />
          {PUBLIC_TEXTS.anonymous}
        </label>
        <label className="choice">
          <input type="radio" name="who" checked={named} disabled={!terms.identified} onChange={() => setNamed(true)} />
          {PUBLIC_TEXTS.identified}
        </label>
        <p className="dim">{whyOf(terms, named)}</p>
        {named && (
          <>
            <label>
              {PUBLIC_TEXTS.name}
              <input name="name" maxLength={100} />
            </label>
            <label>
              {PUBLIC_TEXTS.contact}
              <input name="contact" maxLength={200} inputMode="tel" />
            </label>
          </>
        )}
      </fieldset>
      {fault !== '' && (
        <p role="alert" className="fault">
          {fault}
        </p>
      )}
      <button type="submit" className="main" disabled={busy}>
        {busy ? PUBLIC_TEXTS.sending : PUBLIC_TEXTS.send}
      </button>
    </form>
  );
}

function whyOf({ identified }: Terms, named: boolean): string {
  if (!identified) return `${PUBLIC_TEXTS.whyAnonymous}${PUBLIC_TEXTS.noIdentified}`;
  return named ? PUBLIC_TEXTS.whyIdentified : PUBLIC_TEXTS.whyAnonymous;
}
