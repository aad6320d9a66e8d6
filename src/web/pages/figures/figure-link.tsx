import { Link } from 'react-router';
import type { Figure } from '../../api/answers.ts';
import { queryText } from '../../api/client.ts';

/** The list that holds exactly the cases of a figure; a list says nothing of ended ones unless it is told to. */
export function listOf({ query }: Figure): string {
  return `/hazards${queryText('closed' in query ? query : { ...query, standing: 'all' })}`;
}

/** A number that opens what it counts. */
export function FigureLink({ figure, name }: { readonly figure: Figure; readonly name: string }) {
  if (figure.count === 0) return <span className="dim">0</span>;
  return (
    <Link to={listOf(figure)} aria-label={`${name} ${figure.count}`}>
      {figure.count}
    </Link>
  );
}
