import { type AnyStateMachine, type AnyStateNode, initialTransition, transition } from 'xstate';

/** An inert, named machine action: nothing is ever executed inside a machine. */
export interface NamedAction {
  readonly type: string;
  readonly params?: unknown;
}

export type Regions = { readonly [region: string]: string };

/** A region of a machine as it can be drawn. */
export interface RegionShape {
  readonly region: string;
  readonly initial: string;
  readonly states: readonly string[];
  /** Moves from state to state, one per event. */
  readonly moves: readonly { readonly from: string; readonly to: string; readonly event: string }[];
  /** Events of the region as a whole, whatever its state; `to` absent: it stays where it is. */
  readonly anytime: readonly { readonly event: string; readonly to?: string }[];
}

/** A statechart as the core uses it: pure, keyed by region values, every answer remembered. */
export interface Statechart {
  readonly initial: Regions;
  /** The regions after an event, or undefined when no state handles it. */
  next(
    regions: Regions,
    event: string,
  ): { readonly regions: Regions; readonly actions: readonly NamedAction[] } | undefined;
  /** Every event type that some region handles in this state. */
  legal(regions: Regions): readonly string[];
  readonly events: readonly string[];
  /** Its regions as they can be drawn. */
  readonly shape: readonly RegionShape[];
}

type Found = { readonly regions: Regions; readonly actions: readonly NamedAction[] } | 'illegal';

/**
 * Wraps an XState machine without context. Guards look at the state value only, so the answer is a function of
 * (regions, event) and is kept: XState's `transition` costs some 40 µs, the second look-up under 1 µs.
 */
export function statechart(machine: AnyStateMachine): Statechart {
  const at = (value: Regions) => machine.resolveState({ value, context: {} });
  const initial = regionsOf(initialTransition(machine)[0].value);
  const events = [...machine.events].filter((type) => !type.startsWith('xstate.')).sort();
  const known = new Map<string, Map<string, Found>>();
  const legalEvents = new Map<string, readonly string[]>();

  // The order of keys in a stored state is not ours: the machine's own order makes the key.
  const names = Object.keys(initial);
  const keyOf = (regions: Regions): string => names.map((name) => regions[name]).join('|');

  function look(regions: Regions, event: string): Found {
    const key = keyOf(regions);
    let row = known.get(key);
    if (row === undefined) {
      row = new Map();
      known.set(key, row);
    }
    let found = row.get(event);
    if (found === undefined) {
      const [after, actions] = transition(machine, at(regions), { type: event });
      // The same value back and no action means that no state handled the event.
      const named = actions.map((action) => ({
        type: action.type,
        ...(action.params === undefined ? {} : { params: action.params }),
      }));
      found =
        named.length === 0 && keyOf(regionsOf(after.value)) === key
          ? 'illegal'
          : { regions: regionsOf(after.value), actions: named };
      row.set(event, found);
    }
    return found;
  }

  return {
    initial,
    events,
    get shape() {
      return shapeOf(machine, initial);
    },
    next(regions, event) {
      const found = look(regions, event);
      return found === 'illegal' ? undefined : found;
    },
    legal(regions) {
      const key = keyOf(regions);
      let list = legalEvents.get(key);
      if (list === undefined) {
        list = events.filter((event) => look(regions, event) !== 'illegal');
        legalEvents.set(key, list);
      }
      return list;
    },
  };
}

function regionsOf(value: unknown): Regions {
  return value as Regions;
}

/** What the machine's own definition says of each region. Guards are left out: they say when, not where to. */
function shapeOf(machine: AnyStateMachine, initial: Regions): readonly RegionShape[] {
  return Object.entries(machine.root.states).map(([region, node]) => {
    const states = Object.values(node.states);
    const targets = (of: AnyStateNode) =>
      [...of.transitions].flatMap(([event, list]) =>
        list.map(({ target }) => ({ event, to: target?.[0]?.key })).filter(({ event }) => !event.startsWith('xstate.')),
      );
    const moves = states.flatMap((state) =>
      targets(state).flatMap(({ event, to }) =>
        to === undefined || to === state.key ? [] : [{ from: state.key, to, event }],
      ),
    );
    return {
      region,
      initial: initial[region] ?? '',
      states: states.map(({ key }) => key),
      moves,
      anytime: targets(node).map(({ event, to }) => (to === undefined ? { event } : { event, to })),
    };
  });
}
