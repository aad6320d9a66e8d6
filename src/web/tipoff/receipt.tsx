import { useEffect, useRef, useState } from 'react';
import { PUBLIC_TEXTS } from '../texts/public-tipoff.ts';
import type { Received } from './answers.ts';

interface Props {
  readonly received: Received;
  readonly onFollow: () => void;
  readonly onAnother: () => void;
}

/** The code, large: it is shown this once. */
export function Receipt({ received: { caseId, receipt }, onFollow, onAnother }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => heading.current?.focus(), []);
  const copy = async () => {
    // Where the page is not served over https there is no clipboard: then the code is selected for the person's own copying.
    try {
      await navigator.clipboard.writeText(receipt);
      setCopied(true);
    } catch {
      getSelection()?.selectAllChildren(document.getElementById('receipt') ?? document.body);
    }
  };
  return (
    <section className="receipt">
      <h2 ref={heading} tabIndex={-1}>
        {PUBLIC_TEXTS.received}
      </h2>
      <p>{PUBLIC_TEXTS.caseId(caseId)}</p>
      <p className="dim">{PUBLIC_TEXTS.yourCode}</p>
      <p className="code" id="receipt">
        {receipt}
      </p>
      <p className="row">
        <button type="button" onClick={() => void copy()}>
          {copied ? PUBLIC_TEXTS.copied : PUBLIC_TEXTS.copy}
        </button>
        <button type="button" onClick={() => print()}>
          {PUBLIC_TEXTS.print}
        </button>
      </p>
      <p>
        <b>{PUBLIC_TEXTS.keepCode}</b>
      </p>
      <p>{PUBLIC_TEXTS.codeUse}</p>
      <p className="row">
        <button type="button" onClick={onFollow}>
          {PUBLIC_TEXTS.followNow}
        </button>
        <button type="button" onClick={onAnother}>
          {PUBLIC_TEXTS.another}
        </button>
      </p>
    </section>
  );
}
