import type { z } from 'zod';
import type { SealedEvent } from '../core/index.ts';
import type { sealedEvent } from './contract/cases.ts';

/** An event as answers carry it: exactly what is in the log, so that hashes can be checked. */
export function shownEvent(event: SealedEvent): z.input<typeof sealedEvent> {
  return event as unknown as z.input<typeof sealedEvent>;
}
