import { createContext, use, useReducer } from 'react';
import type { RuleSet } from '../../../core/rules/rule-set.ts';
import type { RuleFinding } from '../../api/answers.ts';
import { type Path, pathText, withValue } from './rule-path.ts';

/** A rule set while somebody edits it, with what was before and what was taken back. */
interface Edited {
  readonly rules: RuleSet;
  readonly past: readonly RuleSet[];
  readonly future: readonly RuleSet[];
  /** Field that was last touched: typing on in it is one step. */
  readonly last: string;
  /** Counts changes, so that whoever waits knows which one it saw. */
  readonly stamp: number;
}

type Step =
  | { readonly do: 'set'; readonly path: Path; readonly value: unknown }
  | { readonly do: 'undo' | 'redo' }
  | { readonly do: 'load'; readonly rules: RuleSet };

/** Further back nobody goes. */
const MOST_STEPS = 200;

function step(edited: Edited, action: Step): Edited {
  const { rules, past, future, stamp, last } = edited;
  switch (action.do) {
    case 'set': {
      const field = pathText(action.path);
      const goesOn = field === last && action.value !== undefined;
      return {
        rules: withValue(rules, action.path, action.value),
        past: goesOn ? past : [...past, rules].slice(-MOST_STEPS),
        future: [],
        last: field,
        stamp: stamp + 1,
      };
    }
    case 'undo': {
      const before = past.at(-1);
      if (before === undefined) return edited;
      return { rules: before, past: past.slice(0, -1), future: [rules, ...future], last: '', stamp: stamp + 1 };
    }
    case 'redo': {
      const [next, ...rest] = future;
      if (next === undefined) return edited;
      return { rules: next, past: [...past, rules], future: rest, last: '', stamp: stamp + 1 };
    }
    case 'load':
      return { rules: action.rules, past: [], future: [], last: '', stamp: 0 };
  }
}

/** Edits a rule set step by step, each of which can be taken back. */
export function useEdited(first: RuleSet) {
  const [edited, dispatch] = useReducer(step, { rules: first, past: [], future: [], last: '', stamp: 0 });
  return {
    ...edited,
    set: (path: Path, value: unknown) => dispatch({ do: 'set', path, value }),
    undo: () => dispatch({ do: 'undo' }),
    redo: () => dispatch({ do: 'redo' }),
    load: (rules: RuleSet) => dispatch({ do: 'load', rules }),
  };
}

/** What every field of the editor needs. */
export interface EditorPlace {
  readonly rules: RuleSet;
  /** What the draft was copied from; undefined: nothing to compare with. */
  readonly base: RuleSet | undefined;
  readonly readOnly: boolean;
  readonly findings: readonly RuleFinding[];
  readonly set: (path: Path, value: unknown) => void;
}

/** Gives the fields the rule set that is edited. */
export const EditorContext = createContext<EditorPlace | null>(null);

/** The rule set that is edited; fields stand nowhere else. */
export function useEditor(): EditorPlace {
  const place = use(EditorContext);
  if (place === null) throw new Error('a field outside an editor');
  return place;
}
