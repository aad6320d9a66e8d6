import { z } from 'zod';

// What somebody needs to prove with his own means that the events of a case stand in the signed log.

export const proofAnswer = z.object({
  caseId: z.string(),
  events: z.number().describe('本人可见的记录条数'),
  checkpoint: z.string().optional().describe('签名存证点（C2SP tlog-checkpoint）；没有：还没有第一个存证点'),
  keys: z.array(z.string()).describe('签过存证点的公钥，最新的在前'),
  leaves: z
    .array(
      z.object({
        seq: z.number(),
        index: z.number().describe('在存证树中的位置，从 0 起'),
        proof: z.array(z.string()).describe('从叶到根的旁支哈希，Base64'),
      }),
    )
    .describe('已写入该存证点的记录；刚发生的要等下一个存证点'),
});
