/** Chinese words of the papers that stand in no template. */

/** Ways of service (送达方式). */
export const SERVICE_NAMES: { readonly [mode: string]: string } = {
  inPerson: '直接送达',
  mail: '电子送达',
  posted: '邮寄送达',
  left: '留置送达',
  refused: '留置送达（拒签）',
  refusedWithWitness: '留置送达（拒签，有见证人）',
  publicNotice: '公告送达',
};

/** Fixed words of frame and slip. */
export const FRAME_WORDS = {
  seal: '（印章）',
  document: '文件',
  signer: '签发人：',
  attachments: '附件：',
  copies: '抄送：',
  printed: '印发',
  slipTitle: '送达回证',
  slip: [
    ['送达文书', 'title'],
    ['文书编号', 'reference'],
    ['发文单位', 'issuer'],
    ['受送达人', 'to'],
    ['送达地点', ''],
    ['送达方式', ''],
    ['送达人（两名）', ''],
    ['送达时间', 'time'],
    ['受送达人签名或盖章', ''],
    ['拒收事由及见证人', ''],
    ['备注', ''],
  ],
  slipTime: '　　　　年　　月　　日　　时　　分',
  slipNote: '受送达人拒绝签收的，由两名见证人签名，写明拒收事由和日期，视为送达。',
} as const;
