import type { ReactNode } from 'react';

interface CardProps {
  readonly title: string;
  /** Names the card for styles and for links to it. */
  readonly id: string;
  readonly more?: ReactNode;
  readonly children: ReactNode;
}

/** One subject of the page with its heading. */
export function Card({ title, id, more, children }: CardProps) {
  return (
    <section className={`card case-card ${id}`} aria-labelledby={`card-${id}`}>
      <header>
        <h2 id={`card-${id}`}>{title}</h2>
        {more}
      </header>
      {children}
    </section>
  );
}
