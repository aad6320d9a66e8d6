import { PACKAGE_FILES } from '../replay/package-format.ts';

/** What README.txt says; the facts that differ are those of the log. */
export function readmeText({
  origin,
  size,
  scope,
  cases,
  events,
}: {
  readonly origin: string;
  readonly size: number;
  readonly scope: 'all' | 'cases';
  readonly cases: number;
  readonly events: number;
}): string {
  return `督办 审计档案包（${scope === 'all' ? '全部' : '所选案件'}）

日志　　${origin}
存证点　${size} 条（本包 ${cases} 件案件、${events} 条事件）

一、怎样打开
  1. 把 ZIP 全部解开到一个文件夹（不要在压缩软件里直接双击）。
  2. 用浏览器打开 ${PACKAGE_FILES.page}。不联网，不需要安装任何东西。

二、怎样校验（只需要 Node 20.15 以上，不需要安装任何东西）
  node verify.mjs                    校验本文件夹
  node verify.mjs 包.zip             校验没有解开的包
  node verify.mjs --key 公钥         使用区级或审计自己留存的公钥（建议）
  node verify.mjs --checkpoint 文件  与另行留存的存证点比较，可以发现整库回退或另做一份历史
  退出码 0：没有发现；1：有发现，逐条列出。
  校验程序要可信，请使用自己留存的一份 verify.mjs，或按下节用其他工具核对。

三、不用本系统的程序也能核对
  文件清单　${PACKAGE_FILES.manifest} 列出每个文件的 SHA-256，可用 sha256sum 核对。
  清单签名　${PACKAGE_FILES.note} 是 C2SP 签名文件（signed note，Ed25519），三行内容依次为：
            ${origin}/package、存证点条数、${PACKAGE_FILES.manifest} 的 SHA-256（base64）。
  存证点　　${PACKAGE_FILES.checkpoint} 是 C2SP tlog-checkpoint，公钥在 ${PACKAGE_FILES.key}；
            可用 Go 的 golang.org/x/mod/sumdb/note 等任何同类工具核对。
  事件　　　${PACKAGE_FILES.events} 每行一条：{"leaf":存证序号,"hash":"链哈希","event":事件}
            event 的值是 RFC 8785 规范 JSON，原样截取即为存证的字节，例如：
            sed -E 's/^\\{"leaf":[0-9]+,"hash":"[0-9a-f]{64}","event":(.*)\\}$/\\1/' ${PACKAGE_FILES.events}
            链哈希 = SHA-256("duban-event-v1" + 换行 + 前一条的链哈希(32 字节，首条没有) + 事件字节)
            叶哈希 = SHA-256(0x00 + 事件字节)，节点 = SHA-256(0x01 + 左 + 右)，与 RFC 6962 相同。
  证明　　　${PACKAGE_FILES.proofs} 的 hashes 以“起-止”（不含止）给出一段叶子的哈希（base64）；
            一条事件的证明就是 RFC 6962 规定的各段，由下至上。${
              scope === 'all' ? '\n            本包含有全部事件，整棵树可以由事件算出，所以 hashes 是空的。' : ''
            }

四、各文件夹
  rules/　　 规则集（按编号，发布时的原文）
  calendar/　工作日历
  notices/ 　文书（按发文字号，DOCX 和 PDF）
  blobs/　　 附件（照片、送达证明等，按 SHA-256）
  data/　　　${PACKAGE_FILES.page} 使用的数据

五、能证明什么，不能证明什么
  能证明：每条事件自存证以来没有改动；同一案件的事件前后相接；都在签名的存证点之内；文书、附件与记录一致。
  ${
    scope === 'all'
      ? '能证明：存证点之内的全部事件都在包中。'
      : '所选案件之外还有没有其他案件、案件末尾是否完整，由签名的清单担保；要由存证树本身证明，请导出全部。'
  }
  邮件等发送情况（发出、失败）来自台账，不在存证树内，由清单签名担保。
  举报人身份不在本包中：它另行加密保存，本系统的事件、文书和导出都没有这些内容。
`;
}
