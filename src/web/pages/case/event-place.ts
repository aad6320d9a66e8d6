import { createContext, use } from 'react';
import type { SealedEvent } from '../../api/answers.ts';

/** The record of the case on the page, and a way to open one of its entries. */
export interface EventPlace {
  readonly events: readonly SealedEvent[];
  /** Deadlines and rungs by id. */
  readonly labels: { readonly [id: string]: string };
  /** What fields of contents are called, by `command.field`. */
  readonly fields: { readonly [field: string]: string };
  show(seq: number): void;
}

const Place = createContext<EventPlace>({ events: [], labels: {}, fields: {}, show: () => undefined });

/** Gives the cards of a page the record that their facts come from. */
export const EventPlaceProvider = Place;

/** The record of the case on the page. */
export function useEventPlace(): EventPlace {
  return use(Place);
}

/** The last event whose content names a fact: that is where it comes from. */
export function eventNaming(events: readonly SealedEvent[], names: readonly string[]): SealedEvent | undefined {
  return events.findLast(({ payload }) => names.some((name) => payload[name] !== undefined));
}
