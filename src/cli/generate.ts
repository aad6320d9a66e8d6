import { calendarFrom } from './calendar-file.ts';
import { type Given, type Io, type Outcome, optional, required, wrongUse } from './command.ts';
import { generateYear } from './generated-year.ts';
import { now, settingsFor } from './ledger-access.ts';
import { rulesFrom } from './rules-file.ts';
import { createClosing, openServiceLedger, ownDataFolder } from './service.ts';

/** `duban simulate --generate`: a year of an invented office into a ledger of its own. */
export async function generated(given: Given, io: Io): Promise<Outcome> {
  const at = now();
  const order = {
    seed: wholeNumber(given, 'generate', 0, 0, 2 ** 32 - 1),
    year: wholeNumber(given, 'year', Number(at.slice(0, 4)) - 1, 2024, Number(at.slice(0, 4))),
    events: wholeNumber(given, 'events', 10_000, 100, 1_000_000),
  };
  const settings = settingsFor({ ...given, options: { ...given.options, data: required(given, 'into') } }, io);
  const terms = { rules: rulesFrom(undefined), calendar: calendarFrom(undefined) };
  const closing = createClosing();
  try {
    ownDataFolder(settings, closing);
    const { db } = await openServiceLedger(settings, closing);
    const progress = (done: number) => {
      if (io.watched) process.stderr.write(`\r  ${done} / ${order.events} 条\u001b[K`);
    };
    const made = await generateYear(db, { ...order, terms, now: at, progress });
    if (io.watched) process.stderr.write('\r\u001b[K');
    const { cases, events, units, adminPassword } = made;
    return {
      code: 0,
      text: [
        `已生成 ${order.year} 年：${units} 个单位、${cases} 个案件、${events} 条记录，装入 ${settings.dataDir}`,
        ...(adminPassword === undefined
          ? []
          : [`管理员账号 admin　一次性密码　${adminPassword}　（只显示这一次，首次登录必须修改）`]),
        `下一步：duban what-if --draft 草案.json --from ${order.year}-01-01 --to ${order.year}-12-31 --data ${settings.dataDir}`,
      ],
      json: { ...order, ...made, dataDir: settings.dataDir },
    };
  } finally {
    await closing.all();
  }
}

function wholeNumber(given: Given, name: string, usual: number, min: number, max: number): number {
  const text = optional(given, name);
  const value = text === undefined ? usual : Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw wrongUse(`--${name} 应为 ${min} 至 ${max} 的整数。`);
  return value;
}
