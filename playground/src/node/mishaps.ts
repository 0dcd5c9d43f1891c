import { FAULT_PROFILES, randomSchedule, type Fault } from 'vue-nitrolite/testing'
import type { NodeKind } from './nodeKind'

/** Something that can go wrong with the next closing. */
export interface Mishap {
  readonly name: string
  readonly faults: () => readonly Fault[]
}

/** The requests that pay a session out or agree how, the first one or a later one. */
const closeOf = (kind: NodeKind, nth = 1) => ({ method: FAULT_PROFILES[kind].closeMethod, ...(nth > 1 && { nth }) })

const stall = (close: ReturnType<typeof closeOf>): readonly Fault[] => [
  { kind: 'stall', at: { moment: 'checked', ...close }, ms: 20_000 },
  { kind: 'cut', at: { moment: 'checked', ...close } },
]

/** On nitronode only a wallet that is asked lets a session key sign for it. */
const KEY_LOSS: Readonly<Record<NodeKind, string>> = {
  clearnode: 'Replace the session key', nitronode: 'Revoke the key of a wallet that asks',
}

/** What befalls both kinds. */
function common(kind: NodeKind): readonly Mishap[] {
  const close = closeOf(kind)
  return [
    { name: 'Lose the request', faults: () => [{ kind: 'cut', at: { moment: 'sent', ...close } }] },
    { name: 'Stall the database 20 s', faults: () => stall(close) },
    { name: 'Restart while booking', faults: () => [{ kind: 'restart', at: { moment: 'committed', ...close } }] },
    { name: 'Book, but say it failed', faults: () => [{ kind: 'unconfirmed', at: { moment: 'committed', ...close } }] },
    { name: 'Answer with garbage', faults: () => [{ kind: 'garbage', at: { moment: 'answered', ...close }, replaces: true }] },
    { name: KEY_LOSS[kind], faults: () => [{ kind: 'replace-key', at: { moment: 'received', ...close } }] },
    { name: 'Clock back one hour', faults: () => [{ kind: 'clock', at: { moment: 'received', ...close }, by: -3_600_000 }] },
    { name: 'Let another device close first', faults: () => [{ kind: 'close-by-others', at: { moment: 'received', ...close }, to: 1 }] },
    { name: 'Three at random', faults: () => randomSchedule(Math.random, 3, { node: kind }).faults },
  ]
}

/** Second step of a new split. */
const secondStep = closeOf('nitronode', 2)

/** The commonest ways in which a closing is lost, and the worst, for each kind of node. */
export const MISHAPS: Readonly<Record<NodeKind, readonly Mishap[]>> = {
  clearnode: [
    { name: 'Lose the answer', faults: () => [{ kind: 'cut', at: { moment: 'answered', ...closeOf('clearnode') } }] },
    ...common('clearnode'),
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
    ...common('nitronode'),
  ],
}
