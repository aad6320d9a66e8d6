import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';

/** A command of the bare workflow. */
export interface BareCommand {
  readonly type: string;
}

const DAY_MS = 86_400_000;
const command = defineSignal<[BareCommand]>('command');
const { tell } = proxyActivities<{ tell(about: string): Promise<void> }>({ startToCloseTimeout: 30_000 });

/** The full life written down as a plain Temporal workflow: commands are signals, deadlines timers, mails activities, the state a variable. */
export async function bareLife(): Promise<string> {
  const queue: BareCommand[] = [];
  setHandler(command, (given) => void queue.push(given));
  let stage = 'reported';
  let timers: { readonly about: string; readonly at: number }[] = [];
  const arm = (...days: readonly (readonly [string, number])[]) => {
    const now = Date.now();
    timers.push(...days.map(([about, day]) => ({ about, at: now + day * DAY_MS })));
    timers.sort((a, b) => a.at - b.at);
  };
  while (stage !== 'closedOut') {
    const next = timers[0];
    const come =
      next === undefined
        ? await condition(() => queue.length > 0).then(() => true)
        : next.at > Date.now() && (await condition(() => queue.length > 0, next.at - Date.now()));
    if (!come) {
      timers.shift();
      await tell(next?.about ?? '');
      if (next?.about === 'lapse') arm(['A1', 0.4], ['B1', 0.4], ['A2', 7.4]);
      continue;
    }
    switch (queue.shift()?.type) {
      case 'recordService':
        stage = 'rectifying';
        arm(['reminder', 15], ['reminder', 23], ['reminder', 27], ['reminder', 29], ['lapse', 30.6]);
        await tell('orderServed');
        break;
      case 'submitRectification':
        stage = 'submitted';
        timers = timers.filter(({ about }) => about === 'A2');
        arm(['reminder', 6.7], ['reminder', 8.7], ['acceptanceLapse', 10.3]);
        break;
      case 'concludeAcceptance':
        stage = 'accepted';
        timers = [];
        await tell('accepted');
        break;
      case 'closeOut':
        stage = 'closedOut';
        break;
      default:
        break;
    }
  }
  return stage;
}
