/** Words of the list of hazards (隐患台账). */
export const HAZARDS_TEXTS = {
  title: '隐患台账',
  empty: '没有符合条件的隐患',
  emptyHow: '换一个筛选条件，或登记新的隐患。',
} as const;
