import type { z } from 'zod';
import type { publicTipoffAnswer, publicTipoffTerms, tipoffStatus } from '../../api/contract/tipoffs.ts';

/** What the page must know before somebody writes. */
export type Terms = z.output<typeof publicTipoffTerms>;

/** What the page was answered when a report was taken in. */
export type Received = z.output<typeof publicTipoffAnswer>;

/** What a reporter sees by the code. */
export type Status = z.output<typeof tipoffStatus>;
