import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { postWord } from '../../core/words.ts';
import { get } from '../api/client.ts';
import { keys } from '../api/keys.ts';
import { keptCopy } from '../offline/register-copy.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}
interface OrganisationEntry extends Named {
  readonly kind: string;
  readonly parent?: string;
}
interface UnitEntry {
  readonly id: string;
  readonly supervisor?: string;
  readonly industry?: string;
}

const RARELY = 3_600_000;

/** Organisations by their number: districts, streets, departments, villages, units, teams. */
export function useOrganisations() {
  return useQuery({
    queryKey: keys.organisations,
    queryFn: ({ signal }) =>
      keptCopy('organisations', () =>
        get<{ readonly organisations: readonly OrganisationEntry[] }>('/organisations', {}, signal),
      ),
    staleTime: RARELY,
  });
}

/** People by their number. */
export function usePeople() {
  return useQuery({
    queryKey: keys.people,
    queryFn: ({ signal }) => get<{ readonly people: readonly Named[] }>('/people', {}, signal),
    staleTime: RARELY,
  });
}

/** How supervised units are asked for, with who supervises them. */
export const unitsQuery = queryOptions({
  queryKey: keys.units,
  queryFn: ({ signal }) => keptCopy('units', () => get<{ readonly units: readonly UnitEntry[] }>('/units', {}, signal)),
  staleTime: RARELY,
});

/** Supervised units with who supervises them. */
export function useUnits() {
  return useQuery(unitsQuery);
}

/** Names for numbers; the number itself while the register is on its way or has no such entry. */
export interface Names {
  organisation(id: string | undefined): string;
  person(id: string | undefined): string;
  /** `village.head@V1` or post and organisation apart: 盐垾村 村（居）主任. */
  post(post: string, organisation?: string): string;
}

/** Names of organisations and people, from the registers. */
export function useNames(): Names {
  const organisations = useOrganisations().data?.organisations;
  const people = usePeople().data?.people;
  return useMemo(() => {
    const places = new Map(organisations?.map(({ id, name }) => [id, name]));
    const persons = new Map(people?.map(({ id, name }) => [id, name]));
    const organisation = (id: string | undefined) => (id === undefined ? '' : (places.get(id) ?? id));
    return {
      organisation,
      person: (id) => (id === undefined ? '' : (persons.get(id) ?? id)),
      post: (key, place) => {
        const [post = '', within = place] = key.split('@');
        return [organisation(within), postWord(post)].filter(Boolean).join(' ');
      },
    };
  }, [organisations, people]);
}
