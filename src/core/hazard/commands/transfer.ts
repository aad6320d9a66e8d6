import { z } from 'zod';
import { type CommandTable, OFFICE } from '../../commands.ts';
import { OUTSIDE } from '../../outside.ts';
import { payload, text, yesNo } from '../../payload.ts';

/** Commands of transfer (移送). */
export const TRANSFER_COMMANDS = {
  decideTransfer: {
    label: '决定移送',
    by: OFFICE,
    events: ['TransferDecided'],
    schema: payload({ to: text('接收部门', 200), basis: text('依据', 500) }),
  },
  sendTransfer: { label: '发出移送', by: OFFICE, events: ['TransferSent'], schema: payload({}) },
  recordTransferReceipt: {
    label: '登记移送回执',
    by: OFFICE,
    events: ['TransferReceived', 'TransferReturned'],
    schema: payload({ ...OUTSIDE, accepted: yesNo('是否接收').optional(), by: z.string().max(200).optional() }),
  },
  recordTransferResult: {
    label: '登记移送结果',
    by: OFFICE,
    events: ['TransferResultKnown'],
    schema: payload({ ...OUTSIDE, result: text('结果') }),
  },
} as const satisfies CommandTable;
