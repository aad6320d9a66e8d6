import type { Actor, CaseId, CaseState, Instant, JsonObject, KindName, Refusal, SealedEvent } from '../core/index.ts';

/** What a scenario needs of an engine: virtual or live. */
export interface Engine {
  /** Everything due by `instant` has happened when this resolves. */
  runTo(instant: Instant): Promise<void> | void;
  /** Records a person's act; a missing case id opens a case. */
  record(request: {
    readonly kind: KindName;
    readonly caseId?: CaseId;
    readonly name: string;
    readonly type: string;
    readonly payload: JsonObject;
    readonly actor: Actor;
    readonly at: Instant;
    readonly recordedAt: Instant;
    readonly commandId: string;
  }): Promise<Recorded> | Recorded;
  state(caseId: CaseId): Promise<CaseState | undefined> | CaseState | undefined;
  /** Every event of the engine so far, in order of recording. */
  log(): Promise<readonly SealedEvent[]> | readonly SealedEvent[];
}

export type Recorded =
  | { readonly ok: true; readonly caseId: CaseId; readonly event: SealedEvent }
  | { readonly ok: false; readonly refusal: Refusal };
