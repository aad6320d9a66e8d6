import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { recordAccess } from '../../db/access-log.ts';
import {
  type CustodianKey,
  custodianKeyInUse,
  readCustodianKeys,
  registerCustodianKey,
} from '../../db/custodian-key.ts';
import { countSealed, reseal, type SealedIdentity, sealedOtherwise } from '../../db/sealed-identity.ts';
import { keepReceipt } from '../../db/tipoff-receipt.ts';
import { CustodianKeyWrong, makeKeyFile, unlockKeyFile } from '../api/custodian-key.ts';
import { createReceiptCodes, receiptKey } from '../api/receipt-code.ts';
import { type Identity, keyIdOf, openWith, SealBroken, sealTo } from '../api/seal-identity.ts';
import { EARLIER_KEY_FILE, earlierKey, earlierKeyId, earlierReceipt, openEarlier } from '../api/sealed-before.ts';
import {
  CommandError,
  type CommandSpec,
  DATA_OPTION,
  type Given,
  type Outcome,
  optional,
  required,
  wrongUse,
} from './command.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';

const KEY_OPTION = { flags: '--key <FILE>', about: '保管密钥文件' } as const;
const PASSPHRASE_OPTION = {
  flags: '--passphrase <FILE>',
  about: '口令所在文件（首行）；用后请删除',
} as const;
/** Identities sealed anew in one go. */
const PAGE = 200;

/** `duban custodian`: the key to which the identity of reporters is sealed. */
export const custodian: CommandSpec = {
  name: 'custodian',
  summary: '举报人身份的保管密钥：生成、登记、换封、查看公钥',
  subcommands: [
    {
      name: 'keygen',
      summary: '生成保管密钥（在保管人自己的电脑上运行，不接触台账）',
      details: [
        '私钥写入 --out 指定的文件，由口令保护；口令只显示这一次（或取自 --passphrase）。',
        '把文件和口令当面交给保管人，分开存放；服务器上不得留存。公钥交管理员登记。',
        '密钥或口令遗失，已封存的身份谁也打不开。',
      ],
      options: [{ flags: '--out <FILE>', about: '密钥写到哪里（必填，文件不得已存在）' }, PASSPHRASE_OPTION],
      examples: ['duban custodian keygen --out /media/usb/custodian.json'],
      run: generated,
    },
    {
      name: 'register',
      summary: '登记公钥：此后的身份都封存到它；以前由服务器密钥加密的，当即换封',
      args: [{ name: '<PUBLIC_KEY>', about: 'keygen 显示的公钥，64 位十六进制数字' }],
      options: [DATA_OPTION],
      run: (given, io) => withLedger(given, io, (access) => registered(access, String(given.args[0]))),
    },
    {
      name: 'rotate',
      summary: '换封：保管人用旧密钥把全部身份改封到当前登记的公钥',
      options: [KEY_OPTION, PASSPHRASE_OPTION, DATA_OPTION],
      examples: ['duban custodian register <新公钥>', 'duban custodian rotate --key old.json --passphrase p.txt'],
      run: (given, io) => withLedger(given, io, (access) => rotated(access, given)),
    },
    {
      name: 'show',
      summary: '登记过的公钥，各封存多少件',
      options: [DATA_OPTION],
      run: (given, io) => withLedger(given, io, shown),
    },
  ],
};

// No letters or digits that are mistaken for each other when read aloud; 30 signs are 148 bits.
const SIGNS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

function newPassphrase(): string {
  const signs = Array.from({ length: 30 }, () => SIGNS[randomInt(SIGNS.length)]).join('');
  return (signs.match(/.{5}/g) ?? []).join('-');
}

async function generated(given: Given): Promise<Outcome> {
  const out = required(given, 'out');
  const own = optional(given, 'passphrase') === undefined ? undefined : passphraseOf(given);
  if (own !== undefined && own.length < 12) throw wrongUse('口令至少 12 个字符，建议不指定 --passphrase，由系统生成。');
  if (existsSync(out)) throw wrongUse(`文件 ${out} 已存在，没有覆盖；请换一个文件名。`);
  const passphrase = own ?? newPassphrase();
  const { text, keyId, publicKey } = await makeKeyFile(passphrase);
  writeFileSync(out, text, { flag: 'wx', mode: 0o600 });
  return {
    code: 0,
    text: [
      `保管密钥已写入 ${out}（编号 ${keyId}）。`,
      ...(own === undefined ? [`口令（只显示这一次）：${passphrase}`] : []),
      `公钥：${publicKey}`,
      '请把密钥文件和口令分开交保管人保存，服务器上不得留存；公钥交管理员运行 duban custodian register 登记。',
    ],
    json: { keyId, publicKey, file: out, ...(own === undefined ? { passphrase } : {}) },
  };
}

async function registered({ db, settings }: LedgerAccess, publicKey: string): Promise<Outcome> {
  if (!/^[0-9a-f]{64}$/i.test(publicKey))
    throw wrongUse('公钥应为 64 位十六进制数字，由 duban custodian keygen 显示。');
  const key = Buffer.from(publicKey, 'hex');
  const keyId = keyIdOf(key);
  const isNew = await registerCustodianKey(db.knex, { keyId, publicKey: publicKey.toLowerCase(), registeredAt: now() });
  const inUse = await custodianKeyInUse(db.knex);
  if (!isNew && inUse?.keyId !== keyId)
    throw new CommandError(2, 'custodian-key-retired', '这把公钥已经停用，不能重新登记；请生成新的保管密钥。');
  await recordAccess(db.knex, { at: now(), act: 'custodianKey', object: keyId });
  const earlier = earlierKey(settings.dataDir, settings.identityKey);
  const moved = earlier === undefined ? 0 : await movedFromServer({ db, settings }, earlier, { keyId, publicKey: key });
  const left = await leftElsewhere(db.knex, keyId);
  const keyFile = path.join(settings.dataDir, EARLIER_KEY_FILE);
  const isFileDone = earlier !== undefined && left.every(([id]) => id !== earlierKeyId(earlier));
  if (isFileDone && settings.identityKey === undefined) rmSync(keyFile, { force: true });
  return {
    code: 0,
    text: [
      isNew ? `已登记公钥 ${keyId}，此后的举报人身份都封存到它。` : `公钥 ${keyId} 正在使用。`,
      ...(moved > 0 ? [`已把 ${moved} 件由服务器密钥加密的身份换封。`] : []),
      ...(isFileDone
        ? [
            settings.identityKey === undefined
              ? `旧密钥文件 ${EARLIER_KEY_FILE} 已删除；备份中的旧密钥也请销毁。`
              : '旧密钥不再需要：请删除环境变量 DUBAN_IDENTITY_KEY，并销毁备份中的旧密钥。',
          ]
        : []),
      ...left.map(([id, n]) => `另有 ${n} 件封存于 ${id}：请持该密钥的保管人运行 duban custodian rotate 换封。`),
    ],
    json: { keyId, registered: isNew, moved, left: Object.fromEntries(left) },
  };
}

/** What the server's own key had sealed is sealed to the custodian; codes that reporters hold are kept by their hash. */
async function movedFromServer(
  { db, settings }: Pick<LedgerAccess, 'db' | 'settings'>,
  earlier: Uint8Array,
  to: { readonly keyId: string; readonly publicKey: Uint8Array },
): Promise<number> {
  const codes = createReceiptCodes(receiptKey(settings));
  const tipoffs: { case_id: string }[] = await db.knex('case_view').where('kind', 'tipoff').select('case_id');
  for (const { case_id: caseId } of tipoffs)
    await keepReceipt(db.knex, { codeHash: codes.hashOf(earlierReceipt(earlier, caseId)), caseId, at: now() });
  return sealedAnew(db.knex, earlierKeyId(earlier), to, (one) => openEarlier(earlier, one.caseId, one.sealed));
}

async function rotated({ db }: LedgerAccess, given: Given): Promise<Outcome> {
  const inUse = await custodianKeyInUse(db.knex);
  if (inUse === undefined)
    throw new CommandError(2, 'custodian-key-missing', '还没有登记公钥，请先运行 duban custodian register。');
  const { keyId, privateKey } = await unlocked(given);
  if (keyId === inUse.keyId) throw wrongUse('这就是当前登记的密钥，无需换封；请先登记新公钥，再用旧密钥换封。');
  const to = { keyId: inUse.keyId, publicKey: Buffer.from(inUse.publicKey, 'hex') };
  const moved = await sealedAnew(db.knex, keyId, to, (one) => openWith(privateKey, one.caseId, one.sealed));
  privateKey.fill(0);
  const left = await leftElsewhere(db.knex, inUse.keyId);
  return {
    code: 0,
    text: [
      `已把 ${moved} 件由 ${keyId} 换封到 ${inUse.keyId}；没有显示任何身份。`,
      ...left.map(([id, n]) => `另有 ${n} 件封存于 ${id}。`),
    ],
    json: { from: keyId, to: inUse.keyId, moved, left: Object.fromEntries(left) },
  };
}

/** Opens and seals one after the other, each on record; what somebody else changed meanwhile is left to him. Throws CommandError for one that cannot be opened, those before it stay moved. */
async function sealedAnew(
  knex: LedgerAccess['db']['knex'],
  from: string,
  to: { readonly keyId: string; readonly publicKey: Uint8Array },
  open: (one: SealedIdentity) => Identity,
): Promise<number> {
  let moved = 0;
  for (let after = ''; ; ) {
    const page = await sealedOtherwise(knex, to.keyId, after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return moved;
    for (const one of page.filter(({ keyId }) => keyId === from)) {
      const sealed = sealTo(to.publicKey, one.caseId, opened(one, open));
      if (!(await reseal(knex, one, { ...one, keyId: to.keyId, sealed, sealedAt: now() }))) continue;
      await recordAccess(knex, { at: now(), act: 'reseal', object: one.caseId, detail: `${from} → ${to.keyId}` });
      moved++;
    }
    after = last.caseId;
  }
}

function opened(one: SealedIdentity, open: (one: SealedIdentity) => Identity): Identity {
  try {
    return open(one);
  } catch (error) {
    if (!(error instanceof SealBroken) && !(error instanceof Error)) throw error;
    throw new CommandError(1, 'seal-broken', `${one.caseId} 的封存内容打不开（密钥不符或数据已损坏），已停在此处。`);
  }
}

async function unlocked(given: Given) {
  const file = required(given, 'key');
  const text = readText(file);
  try {
    return await unlockKeyFile(text, passphraseOf(given));
  } catch (error) {
    if (!(error instanceof CustodianKeyWrong)) throw error;
    throw new CommandError(2, 'custodian-key-wrong', '密钥文件或口令不正确，没有打开任何身份。');
  }
}

function passphraseOf(given: Given): string {
  return (readText(required(given, 'passphrase')).split('\n')[0] ?? '').trim();
}

function readText(file: string): string {
  if (!existsSync(file)) throw wrongUse(`没有文件 ${file}，请核对路径。`);
  return readFileSync(file, 'utf8');
}

/** Keys that still hold identities, but for this one. */
async function leftElsewhere(
  knex: LedgerAccess['db']['knex'],
  keyId: string,
): Promise<readonly (readonly [string, number])[]> {
  return [...(await countSealed(knex))].filter(([id]) => id !== keyId);
}

async function shown({ db }: LedgerAccess): Promise<Outcome> {
  const [keys, counts] = await Promise.all([readCustodianKeys(db.knex), countSealed(db.knex)]);
  const line = ({ keyId, registeredAt, retiredAt }: CustodianKey) =>
    `${keyId}　${retiredAt === undefined ? '使用中' : `停用于 ${retiredAt}`}　登记于 ${registeredAt}　封存 ${counts.get(keyId) ?? 0} 件`;
  const known = new Set(keys.map(({ keyId }) => keyId));
  const others = [...counts].filter(([id]) => !known.has(id));
  return {
    code: 0,
    text:
      keys.length === 0 && others.length === 0
        ? ['还没有登记保管公钥：实名举报不能接收，请先运行 duban custodian keygen。']
        : [...keys.map(line), ...others.map(([id, n]) => `${id}　以前的服务器密钥　封存 ${n} 件，请登记公钥以换封`)],
    json: {
      keys: keys.map((key) => ({ ...key, sealed: counts.get(key.keyId) ?? 0 })),
      others: Object.fromEntries(others),
    },
  };
}
