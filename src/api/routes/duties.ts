import { readOrganisations } from '../../../db/organisation.ts';
import { DUTY_COMMANDS } from '../../core/duty/commands.ts';
import { holderWord } from '../../core/duty/holder.ts';
import { type DutyState, refuse } from '../../core/index.ts';
import { dayOf, daysBetween } from '../../core/instant.ts';
import { dutyNamed } from '../../core/rules/duty-rules.ts';
import { dutyCalendar, holdersOfPerson, type Owing, openDutyFor, whoOwes } from '../../ledger/duties.ts';
import { createRegisters } from '../../ledger/registers.ts';
import { scopeOf } from '../access.ts';
import { choosePost } from '../actor.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { dutyCalendarAnswer, dutyQuery, openDutiesAnswer, openDutiesBody } from '../contract/entries.ts';
import { problemAnswer } from '../contract.ts';
import { actorOf } from '../principal.ts';
import { problem, problemOfRefusal } from '../problem.ts';
import { withinOf } from '../register-shape.ts';

const tags = ['履职事项'];
const LONGEST_DAYS = 400;

/** Recurring duties: the calendar of a person, a post or a place, and opening them for everybody who owes one. */
export function dutyRoutes(app: App, { db, ledger, now, terms }: Api): void {
  const registers = createRegisters({ db, ledger });

  const pinned = async ({ ruleSet, calendar }: DutyState) => {
    const [rules, days] = await Promise.all([terms.ruleSet(ruleSet), terms.calendar(calendar)]);
    return rules && days && { rules, calendar: days };
  };

  app.get(
    '/duties',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '履职日历：按人员、岗位、单位或企业，列出已办、应办和将要开始的期次',
        querystring: dutyQuery,
        response: { 200: dutyCalendarAnswer, 401: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => {
      const { from, to, person, post, organisation, unit } = request.query;
      if (to < from) throw problem('invalid', { fields: { to: '截止日期不能早于开始日期' } });
      if (daysBetween(from, to) > LONGEST_DAYS)
        throw problem('invalid', { fields: { to: `一次最多查询 ${LONGEST_DAYS} 天` } });
      const holders =
        post !== undefined ? [post] : person === undefined ? undefined : await holdersOfPerson(db, person, now());
      const scope = scopeOf(principalOf(request));
      const { within } = withinOf(scope);
      const { rounds, complete } = await dutyCalendar(registers, pinned, {
        from,
        to,
        ...(holders === undefined ? {} : { holders }),
        ...(within === undefined ? {} : { within }),
        ...(organisation === undefined ? {} : { organisation }),
        ...(unit === undefined ? {} : { unit }),
      });
      return {
        complete,
        rounds: rounds.map(({ duty, round, day, standing }) => ({
          caseId: duty.caseId,
          rule: duty.rule,
          title: duty.title,
          ...(duty.measure === undefined ? {} : { measure: duty.measure }),
          round,
          day,
          standing,
          holder: holderWord(duty.bearer),
          ...(duty.organisation === undefined ? {} : { organisation: duty.organisation }),
          ...(duty.unit === undefined ? {} : { unit: duty.unit }),
        })),
      };
    },
  );

  app.post(
    '/duties',
    {
      config: { gate: 'posts' },
      schema: {
        tags,
        summary: '设立履职事项：一个单位，或按规则向全部责任主体',
        body: openDutiesBody,
        response: {
          200: openDutiesAnswer,
          401: problemAnswer,
          403: problemAnswer,
          409: problemAnswer,
          422: problemAnswer,
        },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { rule: name, organisation, from, post } = request.body;
      const rules = await registers.rulesOn(dayOf(now()));
      const rule = rules && dutyNamed(rules, name);
      if (rule === undefined) throw problemOfRefusal(refuse('duty-rule-unknown', { detail: name }));
      const held = choosePost({
        posts: principal.posts,
        wanted: post,
        spec: DUTY_COMMANDS.openDuty,
        state: undefined,
        rules: undefined,
      });
      const owing = organisation === undefined ? await whoOwes(db, rule) : [await owingOf(organisation)];
      if (owing.length === 0) throw problemOfRefusal(refuse('duty-opened-by-entry', { detail: rule.label }));
      const opened: string[] = [];
      const running: string[] = [];
      for (const one of owing) {
        const outcome = await openDutyFor(ledger, {
          rule: name,
          owing: one,
          actor: actorOf(principal, held),
          ...(from === undefined ? {} : { from }),
        });
        if (outcome.ok) (outcome.repeated ? running : opened).push(outcome.caseId);
        else if (outcome.refusal.code === 'not-allowed-now') running.push(String(one.organisation ?? one.post));
        else throw problemOfRefusal(outcome.refusal);
      }
      return { opened, running };
    },
  );

  async function owingOf(id: string): Promise<Owing> {
    const found = (await readOrganisations(db.knex)).find((one) => one.id === id);
    if (found === undefined) throw problem('invalid', { fields: { organisation: '没有这个单位' } });
    const kind =
      found.kind === 'village' || found.kind === 'department' || found.kind === 'unit' ? found.kind : 'street';
    return kind === 'street' ? { kind } : { kind, organisation: id };
  }
}
