/** Words of one's own account. */
export const ACCOUNT_TEXTS = {
  title: '我的账户',
  password: '修改密码',
  sessions: '登录记录',
  sessionsHow: '这些地方登录着您的账户。有不认识的，请结束它并修改密码。',
  here: '本次登录',
  began: (at: string) => `登录于 ${at}`,
  seen: (at: string) => `最近使用 ${at}`,
  end: '结束',
  endOthers: '结束其他登录',
} as const;
