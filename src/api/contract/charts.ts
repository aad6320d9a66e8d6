import { z } from 'zod';
import { KIND_NAMES } from '../../core/case.ts';

const point = z.object({ x: z.number(), y: z.number() });

export const chartParams = z.object({
  kind: z.enum(KIND_NAMES, { error: `类别只能是 ${KIND_NAMES.join('、')}` }),
});

const chartNode = z.object({
  id: z.string(),
  label: z.string(),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  initial: z.boolean(),
  end: z.boolean().describe('到此为止'),
});

const chartEdge = z.object({
  from: z.string(),
  to: z.string(),
  events: z.array(z.string()),
  label: z.string(),
  points: z.array(point).describe('折线，从起点到终点'),
  labelAt: point.optional().describe('文字左上角'),
});

export const chartAnswer = z.object({
  kind: z.enum(KIND_NAMES),
  label: z.string(),
  regions: z.array(
    z.object({
      region: z.string(),
      label: z.string(),
      width: z.number(),
      height: z.number(),
      nodes: z.array(chartNode),
      edges: z.array(chartEdge),
      anytime: z
        .array(z.object({ event: z.string(), label: z.string(), to: z.string().optional() }))
        .describe('任何环节都可能发生的'),
    }),
  ),
});

export const pathAnswer = z.object({
  caseId: z.string(),
  kind: z.enum(KIND_NAMES),
  regions: z.record(z.string(), z.string()).describe('现在在哪里'),
  taken: z.array(
    z.object({
      region: z.string(),
      from: z.string(),
      to: z.string(),
      seq: z.number(),
      at: z.string(),
      event: z.string(),
      label: z.string(),
    }),
  ),
  open: z
    .array(
      z.object({
        command: z.string(),
        label: z.string(),
        mine: z.boolean().describe('我可以办理'),
        region: z.string(),
        from: z.string(),
        to: z.string(),
      }),
    )
    .describe('从这里可以走的'),
});
