import { z } from 'zod';

/** An id that people write in rule sets and catalogues. */
export const id = z.string().regex(/^[A-Za-z][\w.-]*$/, '编号只能用字母、数字、点和短横线');

/** What a rule rests on (依据). */
export const basis = z.strictObject({
  tag: z.enum(['law', 'practice', 'unverified', 'default']),
  document: z.string().optional(),
  article: z.string().optional(),
});

/** The four tiers of the street (等级). */
export const tier = z.enum(['T0', 'T1', 'T2', 'T3']);
