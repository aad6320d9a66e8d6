import type { KeptPhoto, Waiting } from '../../offline/outbox.ts';
import { REGISTER_TEXTS } from '../../texts/register.ts';
import { nowInstant } from '../../ui/when.ts';

/** What stands in the form of a hazard that is being entered. */
export interface Entry {
  readonly photos: readonly KeptPhoto[];
  /** Number of a unit of the register, or the name of a place that is in none. */
  readonly unit: string;
  readonly where: string;
  readonly kind: string;
  readonly what: string;
  readonly threatensLife: boolean;
  /** `2026-03-12T09:30`; empty: now. */
  readonly found: string;
  readonly standard: string;
  readonly note: string;
  /** `24.61234,118.12345`, WGS 84; empty: not recorded. */
  readonly point: string;
  readonly post: string;
}

/** Field → what is wrong with it. */
export type Faults = { readonly [Field in keyof Entry]?: string };

export const EMPTY_ENTRY: Entry = {
  photos: [],
  unit: '',
  where: '',
  kind: '',
  what: '',
  threatensLife: false,
  found: '',
  standard: '',
  note: '',
  point: '',
  post: '',
};

/** Whether anything was typed or photographed. */
export function isTouched(entry: Entry): boolean {
  const { post: _, ...rest } = entry;
  return Object.values(rest).some((value) => (Array.isArray(value) ? value.length > 0 : Boolean(value)));
}

/** What is still missing; nothing else is asked here, the interface checks the rest. */
export function faultsOf(entry: Entry, posts: readonly string[]): Faults {
  const missing = (field: keyof Entry, words: string) => (String(entry[field]).trim() === '' ? { [field]: words } : {});
  return {
    ...missing('unit', REGISTER_TEXTS.unitMissing),
    ...missing('where', REGISTER_TEXTS.whereMissing),
    ...missing('kind', REGISTER_TEXTS.kindMissing),
    ...missing('what', REGISTER_TEXTS.whatMissing),
    ...(posts.length > 1 ? missing('post', REGISTER_TEXTS.postMissing) : {}),
  };
}

/** The entry as it waits in the outbox. */
export function waitingOf(entry: Entry, account: string, commandId: string): Waiting {
  const savedAt = nowInstant();
  const note = [entry.note.trim(), entry.point === '' ? '' : REGISTER_TEXTS.located(entry.point)]
    .filter(Boolean)
    .join('\n');
  return {
    commandId,
    account,
    savedAt,
    photos: entry.photos,
    payload: {
      unit: entry.unit.trim(),
      kind: entry.kind.trim(),
      where: entry.where.trim(),
      what: entry.what.trim(),
      found: entry.found === '' ? savedAt : `${entry.found}:00+08:00`,
      ...(entry.threatensLife ? { threatensLife: true } : {}),
      ...(entry.standard.trim() === '' ? {} : { standard: entry.standard.trim() }),
      ...(note === '' ? {} : { note }),
    },
    ...(entry.post === '' ? {} : { post: entry.post }),
  };
}

/** What was refused, back in the form to be mended. */
export function entryOf({ payload, photos, post }: Waiting): Entry {
  const words = (name: string) => String(payload[name] ?? '');
  return {
    ...EMPTY_ENTRY,
    photos,
    unit: words('unit'),
    where: words('where'),
    kind: words('kind'),
    what: words('what'),
    threatensLife: payload.threatensLife === true,
    found: words('found').slice(0, 16),
    standard: words('standard'),
    note: words('note'),
    post: post ?? '',
  };
}
