import { z } from 'zod';
import type { OfficeRegisters } from '../../db/organisation.ts';
import { CommandError } from './command.ts';
import { bundled, readJson } from './input-file.ts';

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/);
const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+08:00$/);
const place = {
  organisation: z.union([id, z.literal('')]),
  post: id,
  person: id,
  validFrom: instant,
  validUntil: instant.exactOptional(),
};

const officeFile = z.strictObject({
  schema: z.literal('duban-office-v1'),
  label: z.string().min(1),
  organisations: z.array(
    z.strictObject({
      id,
      name: z.string().min(1),
      kind: z.enum(['district', 'street', 'department', 'village', 'unit', 'team']),
      parent: id.exactOptional(),
    }),
  ),
  persons: z.array(
    z.strictObject({
      id,
      name: z.string().min(1),
      mail: z.email({ error: '邮箱格式不正确，应形如 name@example.cn' }).max(200, '邮箱过长').exactOptional(),
      phone: z.string().exactOptional(),
    }),
  ),
  posts: z.array(
    z.strictObject({
      organisation: z.union([id, z.literal('')]),
      name: id,
      label: z.string().min(1),
      above: id.exactOptional(),
      aboveOrganisation: z.string().exactOptional(),
    }),
  ),
  holdings: z.array(z.strictObject(place)),
  deputies: z.array(z.strictObject({ ...place, orderNo: z.string().min(1) })),
  units: z.array(
    z.strictObject({
      id,
      supervisor: id.exactOptional(),
      industry: z.string().exactOptional(),
      size: z.string().exactOptional(),
      grade: z.string().exactOptional(),
    }),
  ),
});

/** An office as a file describes it. */
export interface Office extends Required<OfficeRegisters> {
  readonly label: string;
}

/** Parses an office file and checks that every name in it is known; throws CommandError `office-invalid` with the first problems. */
export function parseOffice(json: unknown): Office {
  const parsed = officeFile.safeParse(json);
  if (!parsed.success) throw invalid(parsed.error.issues.map(problemOf));
  const problems = unknownNames(parsed.data);
  if (problems.length > 0) throw invalid(problems);
  return parsed.data;
}

/** The office that comes with the product; all names in it are invented. */
export function sampleOffice(): Office {
  return parseOffice(readJson(bundled('office.json')));
}

function invalid(problems: readonly string[]): CommandError {
  return new CommandError(
    2,
    'office-invalid',
    `机构文件有 ${problems.length} 处错误：${problems.slice(0, 5).join('；')}。请改正后重试。`,
    [...problems],
  );
}

/** A field with a sentence of its own says what is wrong; of a person's data nothing is repeated. */
function problemOf({ path, message }: z.core.$ZodIssue): string {
  const sentence = /\p{Script=Han}/u.test(message) ? message : '格式不对';
  return `${path.join('.') || '（整体）'} ${sentence}`;
}

function unknownNames(office: Omit<Office, 'label'>): string[] {
  const organisations = new Set(['', ...office.organisations.map((one) => one.id)]);
  const persons = new Set(office.persons.map((one) => one.id));
  const posts = new Set(office.posts.map((one) => `${one.name}@${one.organisation}`));
  return [
    ...repeated(office.organisations.map((one) => one.id)).map((one) => `机构 ${one} 重复`),
    ...repeated(office.persons.map((one) => one.id)).map((one) => `人员 ${one} 重复`),
    ...office.organisations
      .filter((one) => one.parent !== undefined && !organisations.has(one.parent))
      .map((one) => `机构 ${one.id} 的上级 ${one.parent} 不存在`),
    ...office.posts
      .filter((one) => !organisations.has(one.organisation))
      .map((one) => `岗位 ${one.name} 的机构 ${one.organisation} 不存在`),
    ...office.posts
      .filter((one) => one.above !== undefined && !posts.has(`${one.above}@${one.aboveOrganisation ?? ''}`))
      .map((one) => `岗位 ${one.name}@${one.organisation} 的上级岗位 ${one.above} 不存在`),
    ...[...office.holdings, ...office.deputies]
      .filter((one) => !posts.has(`${one.post}@${one.organisation}`))
      .map((one) => `岗位 ${one.post}@${one.organisation} 不存在`),
    ...[...office.holdings, ...office.deputies]
      .filter((one) => !persons.has(one.person))
      .map((one) => `人员 ${one.person} 不存在`),
    ...office.units.filter((one) => !organisations.has(one.id)).map((one) => `单位 ${one.id} 没有对应的机构`),
    ...office.units
      .filter((one) => one.supervisor !== undefined && !organisations.has(one.supervisor))
      .map((one) => `单位 ${one.id} 的监管机构 ${one.supervisor} 不存在`),
  ];
}

function repeated(list: readonly string[]): string[] {
  return list.filter((one, at) => list.indexOf(one) !== at);
}
