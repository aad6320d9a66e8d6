/** What a verifier can find, by stable code; each is something that somebody did or lost, in plain words. */
export const FAULTS = {
  'event-altered': '事件内容与其哈希不符：记录被改动过',
  'event-missing': '事件缺失：序号不连续，记录被删除或遗失',
  'event-inserted': '序号重复或倒退：有记录被插入或调换',
  'link-broken': '事件没有接在前一事件之后：记录被调换、插入或整段替换',
  'not-canonical': '记录不是规范格式：不是本系统写下的字节',
  'leaf-altered': '事件与存证树中的哈希不符：写入存证之后被改动',
  'leaf-missing': '存证树中有的事件在台账中找不到：记录被删除或遗失',
  'not-in-tree': '事件尚未写入存证树',
  'tree-altered': '存证树的哈希前后不一致：哈希表被改动',
  'checkpoint-forged': '存证点的签名不成立：内容或签名被改动',
  'checkpoint-unknown-key': '存证点由不认识的密钥签名：可能被人另行签发',
  'checkpoint-malformed': '存证点不是规定的格式',
  'checkpoint-other-log': '存证点属于另一个日志',
  'history-forked': '同样条数的两份存证点内容不同：同一日志被做成两份历史',
  'history-rewritten': '日志与存证点不符：存证点之前的记录被改动、删除或替换',
  'events-lost': '日志比存证点短：存证点之后恢复了旧备份，或末尾的记录被删除',
  'proof-broken': '证明与存证点不符',
  'view-differs': '查询用的台账与事件记录不一致（事件记录为准）',
  'file-altered': '文件内容与记录中的哈希不符：文件被替换或损坏',
  'file-missing': '记录中提到的文件找不到',
  'terms-altered': '规则集或日历的内容与其编号、哈希不符',
  backdated: '事件发生时间早于允许的补录期限，没有批准依据',
  'package-broken': '档案包不完整或被截断',
  'package-hostile': '档案包含有不应有的内容（路径越界、异常压缩）',
  'copy-differs': 'Temporal 中的副本与事件记录不一致',
} as const;

/** Stable code of a finding. */
export type Fault = keyof typeof FAULTS;

/** One thing that does not hold, and where. */
export interface VerifyFinding {
  readonly fault: Fault;
  /** Case, event, file or checkpoint that it is about. */
  readonly where: string;
  readonly message: string;
}

/** A finding in plain words. */
export function found(fault: Fault, where: string): VerifyFinding {
  return { fault, where, message: `${where}：${FAULTS[fault]}。` };
}
