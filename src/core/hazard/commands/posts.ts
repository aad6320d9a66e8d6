/** Posts that find hazards (隐患) and look after them where they are. */
export const FINDERS = [
  'village.gridWorker',
  'village.clerk',
  'village.head',
  'department.head',
  'street.inspector',
  'street.safetyOffice',
  'street.department',
  'unit.head',
  'unit.safetyOfficer',
  'expert',
  'insurer',
  'device',
] as const;

/** Posts of the unit itself. */
export const UNIT = ['unit.head', 'unit.safetyOfficer'] as const;
