/** Words of one's own account. */
export const ACCOUNT_TEXTS = {
  title: '我的账户',
  password: '修改密码',
  sessions: '登录记录',
  sessionsHow: '这些地方登录着您的账户。有不认识的，请结束它，并修改密码。',
  here: '本次登录',
  began: (at: string) => `登录于 ${at}`,
  seen: (at: string) => `最近使用 ${at}`,
  ends: (at: string) => `最迟 ${at} 结束`,
  unknownAgent: '未知浏览器',
  end: '结束',
  endOthers: '结束其他登录',
  ended: (count: number) => `已结束 ${count} 个登录。`,
  confirm: '请再次输入密码',
  confirmHow: '这项操作比较敏感，办理前须再次确认是您本人。',
  confirmSubmit: '确认身份',
  confirmCancel: '不办理',
} as const;
