import { FAULT_PROFILES, randomSchedule, type Fault } from 'vue-nitrolite/testing'
import type { NodeKind } from './nodeKind'

/** Something that can go wrong with the next closing. */
export interface Mishap {
  readonly name: string
  readonly faults: () => readonly Fault[]
}

/** Matches the nth request that closes a session or agrees its allocations. */
const closeOf = (kind: NodeKind, nth = 1) => ({ method: FAULT_PROFILES[kind].closeMethod, ...(nth > 1 && { nth }) })

const stall = (close: ReturnType<typeof closeOf>): readonly Fault[] => [
  { kind: 'stall', at: { moment: 'checked', ...close }, ms: 20_000 },
  { kind: 'cut', at: { moment: 'checked', ...close } },
]

/** On nitronode, only wallets that ask before signing use a session key. */
const KEY_LOSS: Readonly<Record<NodeKind, string>> = {
  clearnode: 'Replace the session key', nitronode: 'Revoke the session key (of wallets that ask)',
}

/** The mishaps of both kinds of node. */
function commonMishaps(kind: NodeKind): readonly Mishap[] {
  const close = closeOf(kind)
  return [
    { name: 'Lose the request', faults: () => [{ kind: 'cut', at: { moment: 'sent', ...close } }] },
    { name: 'Stall the database for 20 s', faults: () => stall(close) },
    { name: 'Restart the node while booking', faults: () => [{ kind: 'restart', at: { moment: 'committed', ...close } }] },
    { name: 'Book the close but report a failure', faults: () => [{ kind: 'unconfirmed', at: { moment: 'committed', ...close } }] },
    { name: 'Answer with garbage', faults: () => [{ kind: 'garbage', at: { moment: 'answered', ...close }, replaces: true }] },
    { name: KEY_LOSS[kind], faults: () => [{ kind: 'replace-key', at: { moment: 'received', ...close } }] },
    { name: 'Set the node’s clock back one hour', faults: () => [{ kind: 'clock', at: { moment: 'received', ...close }, by: -3_600_000 }] },
    { name: 'Let another device close first', faults: () => [{ kind: 'close-by-others', at: { moment: 'received', ...close }, to: 1 }] },
    { name: 'Three random faults', faults: () => randomSchedule(Math.random, 3, { node: kind }).faults },
  ]
}

/** The second step of closing with a new split. */
const secondStep = closeOf('nitronode', 2)

/** The most common and the worst mishaps for each kind of node. */
export const MISHAPS: Readonly<Record<NodeKind, readonly Mishap[]>> = {
  clearnode: [
    { name: 'Lose the answer', faults: () => [{ kind: 'cut', at: { moment: 'answered', ...closeOf('clearnode') } }] },
    ...commonMishaps('clearnode'),
  ],
  nitronode: [
    {
      name: 'Stop between the two steps',
      faults: () => [{
        kind: 'refuse', at: { moment: 'received', ...secondStep },
        text: 'failed to issue release state for participant 0x70997970C51812dc3A010C7d01b50e0d17dc79C8: mutual lock is still ongoing',
      }],
    },
    { name: 'Lose the first answer', faults: () => [{ kind: 'cut', at: { moment: 'answered', ...closeOf('nitronode') } }] },
    { name: 'Lose the second answer', faults: () => [{ kind: 'cut', at: { moment: 'answered', ...secondStep } }] },
    {
      name: 'Let another device agree first',
      faults: () => [{ kind: 'agree-by-others', at: { moment: 'received', ...closeOf('nitronode') }, to: 1 }],
    },
    ...commonMishaps('nitronode'),
  ],
}
