/** Words of entering a hazard (登记隐患). */
export const REGISTER_TEXTS = { title: '登记隐患' } as const;
