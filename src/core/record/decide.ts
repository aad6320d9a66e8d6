import { admit } from '../admit.ts';
import { carryOut, type HandlerOf, moveItself } from '../carry-out.ts';
import type {
  Command,
  Deciding,
  EntryFacts,
  Input,
  Json,
  JsonObject,
  Outcome,
  Refusal,
  Tally,
  Terms,
  UnitFacts,
} from '../case.ts';
import { type Draft, draftOf, finish } from '../draft.ts';
import { ceilingOf, doneThisYear } from '../duty/ceiling.ts';
import { dayOf } from '../instant.ts';
import { refuse } from '../refusal.ts';
import { postsOf, type Register, registerNamed } from '../rules/registers.ts';
import { changed } from './advance.ts';
import { type PayloadOf, RECORD_COMMANDS, type RecordCommand } from './commands.ts';
import { dutiesProven, type Entry, uniqueOf } from './feeds.ts';
import { checkFields, failedCheck } from './fields.ts';
import { recordChart } from './machine.ts';
import { indexOf, namesIn } from './names.ts';
import type { RecordState } from './state.ts';
import { keepDuties, proveRounds, runs } from './tell-duties.ts';

type RecordDraft = Draft<RecordState>;

/** May this happen to the entry now, and what exactly is recorded? */
export function* decideRecord(state: RecordState | undefined, input: Input, terms: Terms): Deciding<Outcome> {
  switch (input.input) {
    case 'command':
      return yield* onCommand(state, input, terms);
    case 'message':
      return finish(
        draftOf<RecordState>('record', recordChart, state, input, terms, 'MessageNoted', { message: input.type }),
      );
    case 'clock':
      throw new Error(`case ${input.caseId}: an entry has no clocks`);
    default:
      return input satisfies never;
  }
}

type Handler<Name extends RecordCommand> = HandlerOf<RecordState, PayloadOf<Name>>;

function* onCommand(state: RecordState | undefined, command: Command, terms: Terms): Deciding<Outcome> {
  const register = registerNamed(terms.rules, state?.register ?? String(command.payload.register ?? ''));
  const posts = (name: string) =>
    register ? postsOf(register, name.replace('register.', '') as 'enter' | 'amend' | 'retire') : [];
  const admitted = admit({
    table: RECORD_COMMANDS,
    chart: recordChart,
    state,
    command,
    terms,
    first: () =>
      register === undefined
        ? refuse('register-unknown', { detail: String(command.payload.register ?? '') })
        : undefined,
    relation: (name) =>
      name.startsWith('register.') &&
      posts(name).some((post) => post === '*' || post === command.actor.post || command.actor.post === `${post}.head`),
    postName: (post) => (post.startsWith('register.') ? (posts(post)[0] ?? post) : post),
  });
  if ('refused' in admitted) return admitted;
  const handler = HANDLERS[command.type as RecordCommand] as Handler<RecordCommand>;
  const payload = admitted.payload as PayloadOf<RecordCommand>;
  return yield* carryOut(admitted, () => handler({ state: state as RecordState, command, terms, payload }), finish);
}

const HANDLERS: { readonly [Name in RecordCommand]: Handler<Name> } = {
  *enterRecord({ command, terms, payload }) {
    const register = registerNamed(terms.rules, payload.register) as Register;
    const read = yield* readEntry(command, register, payload.fields as JsonObject);
    if ('refused' in read) return read;
    const full = yield* checkCeilings(read, command, terms);
    if (full) return full;
    const draft = begin(undefined, command, terms, 'RecordEntered', {
      ...payload,
      fields: read.fields,
      registerLabel: register.label,
      index: indexOf(register) as unknown as Json,
    });
    keepDuties(draft, read, []);
    yield* proveRounds(draft, read);
    return draft;
  },
  *amendRecord({ state, command, terms, payload }) {
    return yield* rewrite(state, command, terms, payload, 'RecordAmended');
  },
  *correctRecord({ state, command, terms, payload }) {
    return yield* rewrite(state, command, terms, payload, 'RecordCorrected');
  },
  *retireRecord({ state, command, terms, payload }) {
    if (!payload.reason) return refuse('reason-missing');
    const draft = begin(state, command, terms, 'RecordRetired', payload);
    keepDuties(draft, undefined, state.duties);
    return draft;
  },
  *restoreRecord({ state, command, terms, payload }) {
    if (!payload.reason) return refuse('reason-missing');
    const register = registerNamed(terms.rules, state.register) as Register;
    const read = yield* readEntry(command, register, state.fields);
    if ('refused' in read) return read;
    const draft = begin(state, command, terms, 'RecordRestored', payload);
    keepDuties(draft, read, []);
    return draft;
  },
  *adoptRules({ state, command, payload }) {
    for (const need of ['document', 'approver', 'reason'] as const)
      if (!payload[need]) return refuse(`${need}-missing`);
    const { ruleSet, calendar } = payload;
    if (ruleSet === state.ruleSet) return refuse('rules-same');
    const after = (yield { ask: 'terms', ruleSet, calendar }) as Terms | undefined;
    if (!after) return refuse('terms-unknown');
    if (after.rules.effectiveFrom > dayOf(command.at))
      return refuse('rules-not-in-effect', { detail: `${after.rules.effectiveFrom} 起生效` });
    const register = registerNamed(after.rules, state.register);
    if (!register) return refuse('rules-drop-register', { detail: state.registerLabel });
    const read = yield* readEntry(command, register, state.fields);
    if ('refused' in read) return read;
    const draft = begin(state, command, after, 'RulesAdopted', {
      ...payload,
      fromRuleSet: state.ruleSet,
      fromCalendar: state.calendar,
      registerLabel: register.label,
      index: indexOf(register) as unknown as Json,
    });
    draft.adopts = true;
    keepDuties(draft, read, state.duties);
    return draft;
  },
  addNote: ({ state, command, terms, payload }) => begin(state, command, terms, 'NoteAdded', payload),
};

function begin(
  state: RecordState | undefined,
  command: Command,
  terms: Terms,
  type: string,
  payload: JsonObject,
): RecordDraft {
  return moveItself(draftOf<RecordState>('record', recordChart, state, command, terms, type, payload));
}

/** Only what changes is recorded, with its reason; the whole entry must stand with it. */
function* rewrite(
  state: RecordState,
  command: Command,
  terms: Terms,
  payload: PayloadOf<'amendRecord'>,
  type: 'RecordAmended' | 'RecordCorrected',
): Deciding<RecordDraft | Refusal> {
  if (!payload.reason) return refuse('reason-missing');
  const register = registerNamed(terms.rules, state.register) as Register;
  const read = yield* readEntry(command, register, changed(state.fields, payload.changes as JsonObject));
  if ('refused' in read) return read;
  const changes = differenceOf(state.fields, read.fields);
  if (Object.keys(changes).length === 0) return refuse('record-unchanged');
  if (register.key !== undefined && changes[register.key] !== undefined && state.fields[register.key] !== undefined)
    return refuse('record-key-fixed', {
      fields: { [register.key]: '编号登记后不能更改；登记错误的，请注销后重新登记' },
    });
  const draft = begin(state, command, terms, type, { ...payload, changes });
  keepDuties(draft, read, state.duties);
  return draft;
}

/** What the new fields have otherwise than the old; `null` for one that is gone. */
function differenceOf(before: JsonObject, after: JsonObject): JsonObject {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...names].flatMap((name) =>
      JSON.stringify(before[name]) === JSON.stringify(after[name]) ? [] : [[name, after[name] ?? null]],
    ),
  );
}

/** The entry with its fields checked one by one, by the register's conditions, and against what is known elsewhere. */
function* readEntry(command: Command, register: Register, given: JsonObject): Deciding<Entry | Refusal> {
  const checked = checkFields(register, given);
  if (!checked.ok) return refuse('invalid', { fields: checked.problems });
  const { fields } = checked;
  const stranger = notOwn(command, register, fields);
  if (stranger) return stranger;
  const failed = failedCheck(register, fields);
  if (failed) return refuse('record-check-failed', { detail: failed.message });
  const facts = (yield {
    ask: 'entry',
    register: register.id,
    self: command.caseId,
    names: namesIn(register, fields),
    unique: uniqueOf(register, fields),
  }) as EntryFacts;
  const labelOf = (name: string) => register.fields.find((field) => field.name === name)?.label ?? name;
  const problems = Object.fromEntries([
    ...facts.unknown.map(({ field, id }) => [field, `${labelOf(field)}“${id}”没有登记，请核对`]),
    ...Object.entries(facts.taken).map(([field, by]) => [field, `${labelOf(field)}与 ${by} 重复，请核对`]),
  ]);
  if (Object.keys(facts.taken).length > 0) return refuse('record-duplicate', { fields: problems });
  if (facts.unknown.length > 0) return refuse('record-names-unknown', { fields: problems });
  const unit = register.unit && fields[register.unit];
  const asks = typeof unit === 'string' && !(register.organisation && fields[register.organisation]);
  const known = asks ? ((yield { ask: 'unit', unit }) as UnitFacts | undefined) : undefined;
  return {
    caseId: command.caseId,
    register,
    fields,
    kinds: facts.kinds,
    entries: facts.entries,
    supervisor: known?.supervisor,
  };
}

/** Villages, departments and units keep what is theirs: an entry that names another one in their place is not theirs to make. */
function notOwn({ actor }: Command, register: Register, fields: JsonObject): Refusal | undefined {
  const side = actor.post.split('.')[0];
  const field = side === 'unit' ? register.unit : register.organisation;
  if (!['unit', 'village', 'department'].includes(side ?? '') || field === undefined) return undefined;
  const owner = fields[field];
  if (owner === undefined || owner === actor.organisation) return undefined;
  return refuse('record-not-own', { fields: { [field]: '只能登记本单位的事项，请核对单位' } });
}

/** A visit more than the rule allows in a year needs a reason and an approver (上限). */
function* checkCeilings(entry: Entry, command: Command, terms: Terms): Deciding<Refusal | undefined> {
  const { reason, approver } = command.payload;
  for (const proven of dutiesProven(entry, terms)) {
    const most = ceilingOf(proven.rule);
    if (most === undefined || (reason && approver) || !(yield* runs(proven, entry))) continue;
    const done = (yield doneThisYear(proven.duty, command.caseId, command.at)) as readonly Tally[];
    if (done.length >= most) return refuse('round-ceiling', { detail: `${proven.rule.label}，本年上限 ${most} 次` });
  }
  return undefined;
}
