import { refuse } from '../../core/index.ts';
import { createRegisters } from '../../ledger/registers.ts';
import { noteAccess } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { importAnswer, importQuery, registerParams } from '../contract/entries.ts';
import { problemAnswer } from '../contract.ts';
import { actorOf } from '../principal.ts';
import { problem, problemOfRefusal } from '../problem.ts';
import { takeRawBodies } from '../raw-body.ts';
import { heldFor, mayKeep, registersInForce } from '../register-shape.ts';
import { readSheet } from '../register-sheet.ts';

const tags = ['登记簿'];
const refusals = {
  401: problemAnswer,
  403: problemAnswer,
  404: problemAnswer,
  409: problemAnswer,
  422: problemAnswer,
  503: problemAnswer,
};
const MOST_BYTES = 10 * 1024 * 1024;
/** A minute and address: a sheet of ten thousand rows keeps the ledger busy for a while. */
const IMPORTS_PER_MINUTE = 20;

/** Whole sheets into a register: none of the rows if one is wrong; what others enter meanwhile may stop it half-way, and the same sheet again completes it. */
export function registerImportRoutes(outer: App, api: Api): void {
  const { db, ledger, now } = api;
  const registers = createRegisters({ db, ledger });
  const { registerOf } = registersInForce(registers, now);

  outer.register(async (app: App) => {
    takeRawBodies(app, MOST_BYTES, '文件过大（上限 10 MB），请拆成几个文件。');
    app.post(
      '/registers/:register/import',
      {
        bodyLimit: MOST_BYTES,
        config: { gate: 'posts', rateLimit: { max: IMPORTS_PER_MINUTE, timeWindow: 60_000 } },
        schema: {
          tags,
          summary:
            '由 XLSX 导入：apply=false 只试算；有一行不对则整个文件不录入；录入途中被他人抢先登记而中断的，再导入同一文件即补齐',
          params: registerParams,
          querystring: importQuery,
          response: { 200: importAnswer, 413: problemAnswer, ...refusals },
        },
      },
      async (request) => {
        const principal = principalOf(request);
        const register = await registerOf(request.params.register);
        const bytes = request.body as unknown;
        if (!Buffer.isBuffer(bytes) || bytes.length === 0)
          throw problem('invalid', { fields: { file: '请上传一个文件' } });
        if (!mayKeep(principal, register, 'enter')) throw problemOfRefusal(refuse('not-your-duty'));
        const { apply, post } = request.query;
        const read = await readSheet(register, bytes);
        const problems = [...read.problems];
        let done = { rows: read.rows.length, entered: 0, before: 0 };
        if (problems.length === 0 && apply) {
          const actor = actorOf(principal, heldFor(principal, register, post));
          const entered = await registers.enter({ register, rows: read.rows, actor, now: now() });
          done = { rows: entered.rows, entered: entered.entered, before: entered.before };
          problems.push(...entered.problems);
          await noteAccess(api, principal, { act: 'import', object: `register ${register.id}` });
        } else problems.push(...(await registers.check(register, read.rows)));
        const labels = new Map(register.fields.map(({ name, label }) => [name, label]));
        return {
          ...done,
          problems: problems
            .sort((a, b) => a.row - b.row)
            .map((one) => ({ ...one, label: labels.get(one.field) ?? '' })),
        };
      },
    );
  });
}
