import { EVIDENCE_WORDS } from '../../core/words.ts';
import { EVIDENCE_FIELDS } from '../texts/fields.ts';
import type { FormField } from './field-kinds.ts';

/** The field in which evidence is given, as a refusal names the evidence. */
export function evidenceField(name: string): string {
  return EVIDENCE_FIELDS[name] ?? name;
}

/** Fields with those marked that the rules ask evidence in, so that a person learns of it before he sends. */
export function withEvidence(fields: readonly FormField[], asked: readonly string[]): readonly FormField[] {
  const needed = new Set(asked.map(evidenceField));
  const marked = fields.map((field) => (needed.has(field.name) ? { ...field, required: true, evidence: true } : field));
  return [...marked.filter(({ required }) => required), ...marked.filter(({ required }) => !required)];
}

/** Acts whose evidence depends on the tier, and the fields that only some tiers ask for. */
const BY_TIER: { readonly [command: string]: readonly string[] } = {
  submitRectification: ['photosBefore', 'planItems', 'opinion'],
  concludeAcceptance: ['perItem', 'team'],
};

/** Whether a field is asked for by other tiers only: it is offered, but folded away. */
export function isForOtherTiers(command: string, { name, required }: FormField): boolean {
  return !required && (BY_TIER[command]?.includes(name) ?? false);
}

/** Evidence that no field of this form can give, in words: something else has to be done first. */
export function evidenceElsewhere(fields: readonly FormField[], asked: readonly string[]): readonly string[] {
  const names = new Set(fields.map(({ name }) => name));
  return asked.filter((name) => !names.has(evidenceField(name))).map((name) => EVIDENCE_WORDS[name] ?? name);
}
