import { useEffect, useRef } from 'react';
import { CASE_TEXTS } from '../../texts/case.ts';

interface PhotoViewProps {
  readonly src: string;
  readonly words: string;
  readonly original: string;
  readonly onClose: () => void;
}

/** One photo as large as the window. */
export function PhotoView({ src, words, original, onClose }: PhotoViewProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="photo-view" aria-label={words} onClose={onClose}>
      <img src={src} alt={words} />
      <p>
        {words}{' '}
        <a href={original} download>
          {CASE_TEXTS.download}
        </a>
        <button type="button" className="act-button" onClick={() => dialog.current?.close()}>
          {CASE_TEXTS.close}
        </button>
      </p>
    </dialog>
  );
}
