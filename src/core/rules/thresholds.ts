/** From where on a pattern is worth a question; data of the rule set, so that an office may set its own. */
export interface QuestionThresholds {
  /** So many submissions or close-outs of one organisation on one day, at most so many days before the last day. */
  readonly massBeforeDeadline: { readonly acts: number; readonly daysToSpare: number };
  /** The same text of at least so many characters (without spaces and marks) in so many cases. */
  readonly identicalTexts: { readonly characters: number; readonly cases: number };
  /** A pause when this share of the period or more had gone by. */
  readonly latePause: { readonly share: number };
  /** A lower tier so many days or fewer before the deadline of the higher one. */
  readonly lateDowngrade: { readonly days: number };
  /** One photo (by its hash) in so many acts. */
  readonly samePhoto: { readonly uses: number };
  /** Photos of different cases whose 64-bit hashes differ in at most so many bits. */
  readonly similarPhoto: { readonly bits: number };
  /** From report to 销号 in so many minutes or fewer. */
  readonly quickCloseOut: { readonly minutes: number };
  /** From submission to a good acceptance in so many minutes or fewer. */
  readonly quickAcceptance: { readonly minutes: number };
}

/** What is asked unless the rule set says otherwise. */
export const DEFAULT_THRESHOLDS: QuestionThresholds = {
  massBeforeDeadline: { acts: 5, daysToSpare: 1 },
  identicalTexts: { characters: 15, cases: 3 },
  latePause: { share: 0.9 },
  lateDowngrade: { days: 5 },
  samePhoto: { uses: 2 },
  similarPhoto: { bits: 5 },
  quickCloseOut: { minutes: 30 },
  quickAcceptance: { minutes: 5 },
};
