import type { Deputy, Holding } from '../../db/organisation.ts';

type Validity = Pick<Holding, 'validFrom' | 'validUntil'>;
type Place = Pick<Holding, 'organisation' | 'post'>;

/** The registers that say who holds what and who acts for whom. */
export interface Deputising {
  readonly holdings: readonly Holding[];
  readonly deputies: readonly Deputy[];
}

/**
 * People through whom an order would lead back to its own post, first the new deputy, last a holder of the post; undefined if there is no
 * circle. Only what is in force at the same time as the order counts.
 */
export function deputyCircle(order: Deputy, { holdings, deputies }: Deputising): readonly string[] | undefined {
  const holdersOf = (place: Place) =>
    holdings.filter((one) => samePlace(one, place) && overlaps(one, order)).map(({ person }) => person);
  const ends = new Set(holdersOf(order));
  const next = (person: string): readonly string[] => {
    const own = holdings.filter((one) => one.person === person && overlaps(one, order));
    return deputies
      .filter((one) => !isSame(one, order) && overlaps(one, order) && own.some((place) => samePlace(place, one)))
      .map((one) => one.person);
  };
  const passed = new Set<string>();
  const walk = (person: string, way: readonly string[]): readonly string[] | undefined => {
    if (ends.has(person)) return [...way, person];
    if (passed.has(person)) return undefined;
    passed.add(person);
    for (const one of next(person)) {
      const found = walk(one, [...way, person]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(order.person, []);
}

/** Why such an order is refused, as a Chinese sentence. */
export function circleWords(circle: readonly string[]): string {
  if (circle.length === 1) return '任职人员不能代理自己的岗位';
  return `代理形成循环（${[...circle, circle[0]].join(' → ')}），任何一人不在时将无人可代；请改由他人代理，或先调整已有的代理`;
}

/** Whether two periods have an instant in common; the end is not part of a period. */
export function overlaps(a: Validity, b: Validity): boolean {
  return (
    (b.validUntil === undefined || a.validFrom < b.validUntil) &&
    (a.validUntil === undefined || b.validFrom < a.validUntil)
  );
}

function samePlace(a: Place, b: Place): boolean {
  return a.organisation === b.organisation && a.post === b.post;
}

function isSame(a: Deputy, b: Deputy): boolean {
  return samePlace(a, b) && a.person === b.person && a.orderNo === b.orderNo;
}
