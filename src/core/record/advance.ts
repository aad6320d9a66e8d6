import type { CaseEvent, JsonObject, Step } from '../case.ts';
import { foldCase } from '../fold-case.ts';
import { recordChart } from './machine.ts';
import type { EntryIndex, RecordState } from './state.ts';

/** Folds one event into an entry; total, pure, event data and machine only. Nothing ever becomes due of an entry: it is closed for the engine from the start. */
export function advanceRecord(before: RecordState | undefined, event: CaseEvent): Step<RecordState> {
  const common = foldCase(recordChart, before, event);
  const { payload } = event;
  const own: { -readonly [Key in keyof RecordState]?: RecordState[Key] } = {};
  if (event.type === 'RecordEntered')
    Object.assign(own, {
      register: payload.register,
      registerLabel: payload.registerLabel,
      fields: payload.fields,
      index: payload.index,
      enteredAt: event.at,
      duties: [],
    });
  if (payload.changes !== undefined && event.type !== 'RecordEntered') {
    own.fields = changed(before?.fields ?? {}, payload.changes as JsonObject);
    own.amendedAt = event.at;
  }
  if (event.type === 'RulesAdopted') Object.assign(own, { index: payload.index, registerLabel: payload.registerLabel });
  if (payload.duties !== undefined) own.duties = payload.duties as unknown as RecordState['duties'];
  if (event.type === 'RecordRetired')
    Object.assign(own, { retiredAt: event.at, retiredWhy: String(payload.reason ?? '') });
  const { retiredAt: _at, retiredWhy: _why, ...restored } = before ?? ({} as RecordState);
  const kept = event.type === 'RecordRestored' ? restored : before;
  const { organisation: _o, unit: _u, ...rest } = { ...(kept as RecordState), ...common, ...own };
  const state = rest as RecordState;
  return {
    state: { ...state, ...named(state.index, state.fields), kind: 'record', closed: true },
    effects: event.effects,
  };
}

/** The fields after a change; `null` takes one out. */
export function changed(fields: JsonObject, changes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...fields, ...changes }).filter(([, value]) => value !== null));
}

/** What lists call it, and whose it is, by the fields that the register named. */
export function named(index: EntryIndex, fields: JsonObject): Pick<RecordState, 'title' | 'organisation' | 'unit'> {
  const organisation = index.organisation && fields[index.organisation];
  const unit = index.unit && fields[index.unit];
  return {
    title: String(fields[index.title] ?? '').slice(0, 120),
    ...(typeof organisation === 'string' ? { organisation } : {}),
    ...(typeof unit === 'string' ? { unit } : {}),
  };
}
