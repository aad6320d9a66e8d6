import { type ReactNode, useEffect } from 'react';
import { APP_TEXTS } from '../texts/app.ts';

interface PageProps {
  readonly title: string;
  /** The sentence, or what the page is about. */
  readonly sentence?: ReactNode;
  readonly actions?: ReactNode;
  readonly filters?: ReactNode;
  readonly side?: ReactNode;
  readonly children: ReactNode;
}

/** Every page has the same order: title and sentence, filters, content, side panel. */
export function Page({ title, sentence, actions, filters, side, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · ${APP_TEXTS.title}`;
  }, [title]);
  return (
    <div className="page">
      <header>
        <div className="titles">
          <h1>{title}</h1>
          {sentence}
        </div>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </header>
      {filters !== undefined && <div className="filters">{filters}</div>}
      {side === undefined ? (
        children
      ) : (
        <div className="with-side">
          <div>{children}</div>
          <aside>{side}</aside>
        </div>
      )}
    </div>
  );
}
