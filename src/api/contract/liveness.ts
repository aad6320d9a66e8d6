import { z } from 'zod';

/** One chore that watches over the engine, as `/health` shows it; details are for those who log in to the machine (`duban doctor`). */
export const choreAnswer = z.object({
  ok: z.boolean(),
  state: z.enum(['off', 'waiting', 'running', 'failed', 'overdue', 'unknown']),
  at: z.string().optional().describe('上次结束的时间'),
  lastOkAt: z.string().optional().describe('上次通过的时间'),
});

/** How many rules are not alive. */
export const rulesAnswer = z.object({
  ok: z.boolean(),
  state: z.enum(['running', 'overdue', 'unknown']),
  at: z.string().optional().describe('统计时间'),
  overdue: z.number().optional().describe('该触发未触发的规则数'),
  neverFired: z.number().optional().describe('设定过期限但半年以上从未触发的规则数'),
  neverSet: z.number().optional().describe('生效半年以上从未设定过期限的规则数'),
});

export const ruleLivenessAnswer = z.object({
  at: z.string(),
  rules: z.array(
    z.object({
      ruleSet: z.string(),
      does: z.string().describe('lapse 逾期、remind 催办、askAgain 催询、rung 升级、signature 签发、answer 答复……'),
      rule: z.string().describe('期限编号，或阶梯和层级（A3）'),
      label: z.string(),
      standing: z
        .enum(['overdue', 'alive', 'waiting', 'neverFired', 'neverSet', 'new'])
        .describe('overdue 该触发未触发；neverFired、neverSet 长期从未触发、从未设定'),
      setAt: z.string().optional().describe('上次设定'),
      firedAt: z.string().optional().describe('上次触发'),
      nextDue: z.string().optional().describe('下次触发'),
      armed: z.number().describe('未结案件中正在计时的个数'),
      overdue: z.number().describe('其中该触发未触发的个数'),
    }),
  ),
});
