import { z } from 'zod';
import { KIND_NAMES } from '../../core/case.ts';
import { day } from './fields.ts';

// Real paths beside legal ones, where time is lost, and what an auditor may want to ask about.

export const conformanceQuery = z
  .strictObject({
    from: day('起始日').optional().describe('案件登记日不早于；默认一年前'),
    to: day('截止日').optional().describe('案件登记日不晚于；默认今天'),
  })
  .refine((query) => query.from === undefined || query.to === undefined || query.from <= query.to, {
    path: ['to'],
    error: '截止日不能早于起始日',
  });

const kind = z.enum(KIND_NAMES);
const place = z.object({ caseId: z.string(), seq: z.number() });
const stageTime = z.object({
  kind,
  stage: z.string(),
  tier: z.string().optional(),
  organisation: z.string().optional(),
  stays: z.number(),
  median: z.number().describe('工作日，中止的日子不计'),
  p90: z.number().describe('九成不超过的工作日数'),
  total: z.number(),
});

export const conformanceAnswer = z.object({
  from: z.string(),
  to: z.string(),
  cases: z.number(),
  events: z.number(),
  paths: z.object({
    variants: z.array(z.object({ kind, path: z.array(z.string()), cases: z.number(), examples: z.array(z.string()) })),
    steps: z.array(z.object({ kind, stage: z.string(), event: z.string(), taken: z.number() })),
    skipped: z.array(z.object({ step: z.string(), cases: z.number(), of: z.number(), events: z.array(place) })),
    loops: z.array(
      z.object({
        kind,
        stage: z.string(),
        cases: z.number(),
        returns: z.number(),
        most: z.number(),
        examples: z.array(z.string()),
      }),
    ),
    illegal: z.array(place.extend({ move: z.string(), stage: z.string() })),
  }),
  times: z.object({
    byStage: z.array(stageTime),
    byTier: z.array(stageTime),
    byOrganisation: z.array(stageTime),
  }),
  questions: z
    .array(
      z.object({
        question: z.string(),
        asks: z.string().describe('问题，不是结论'),
        organisation: z.string().optional(),
        day: z.string().optional(),
        act: z.string().optional(),
        text: z.string().optional(),
        photos: z.array(z.string()).optional(),
        count: z.number(),
        cases: z.number(),
        events: z.array(place),
      }),
    )
    .describe('请核实的情形，均附事件'),
  thresholds: z.record(z.string(), z.record(z.string(), z.number())),
  photos: z.object({ named: z.number(), compared: z.number() }),
});
