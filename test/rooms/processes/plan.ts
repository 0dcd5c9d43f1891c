import type { RoomResult } from '../../../src/node'
import { FAULT_KINDS, FAULT_PROFILES, randomSchedule, seededRandom, type Fault, type FaultKind, type NodeKind } from '../../../src/testing'
import { ALICE, BOB, split } from '../../helpers/people'
import type { PostgresEnd } from '../../setup/postgresServer'

/**
 * Something that happens once as many rooms have been paid as `after` says. Progress is a better clock than time: whatever the
 * speed of the machine, there is work left to disturb.
 */
export type Disturbance = { readonly after: number } & (
  | { readonly kind: 'kill', readonly place: number, readonly ms: number }
  | { readonly kind: 'suspend', readonly place: number, readonly ms: number }
  | { readonly kind: 'restart postgres', readonly end: PostgresEnd, readonly ms: number }
  | { readonly kind: 'fault', readonly fault: Fault }
)

/** A job of the queue. */
export interface Delivery {
  readonly after: number
  readonly room: number
  readonly place: number
  readonly do: 'close' | 'wake'
}

/** What a room asks for, and what the node has to pay. */
export interface WantedRoom {
  readonly result: RoomResult
  readonly pays: ReturnType<typeof split>
}

/** What happens in one round, as plain data. The same seed gives the same plan. */
export interface RoundPlan {
  readonly seed: number
  readonly node: NodeKind
  readonly rooms: readonly WantedRoom[]
  readonly deliveries: readonly Delivery[]
  readonly disturbances: readonly Disturbance[]
}

/** How much happens in a round. */
export interface RoundSize {
  readonly rooms: number
  readonly workers: number
  readonly kills: number
  readonly suspensions: number
  readonly faults: number
}

export const WHOLE_ROUND: RoundSize = { rooms: 500, workers: 3, kills: 6, suspensions: 5, faults: 40 }

/** The longest time that the node works on a request, in milliseconds. The workers assume more (`recovery.settle`). */
export const LONGEST_STALL = 800
/** How many rooms the queue is ahead of the payments. */
const AHEAD = 120

/**
 * Faults that the promise of the library covers. Clocks stay right and updates by others stay away: other tests run them in virtual
 * time, where they cannot be confused with a slow machine.
 */
const LEFT_OUT: readonly FaultKind[] = ['clock', 'expiry', 'several-nodes', 'operate-by-others', 'deposit-by-others', 'withdraw-by-others', 'agree-by-others']

/** What rooms ask for, and what Alice and Bob then receive of 1 usdc. */
const WANTED: readonly WantedRoom[] = [
  { result: { kind: 'ranking', places: [{ participant: ALICE, points: 2 }, { participant: BOB, points: 1 }] }, pays: split([ALICE, '0.666667'], [BOB, '0.333333']) },
  { result: { kind: 'shares', shares: [{ participant: ALICE, percent: '33.3' }, { participant: BOB, percent: '66.7' }] }, pays: split([ALICE, '0.333'], [BOB, '0.667']) },
  { result: { kind: 'winner', participant: BOB }, pays: split([BOB, '1']) },
]

/** Makes the plan of a round. */
export function planRound(seed: number, node: NodeKind, size: RoundSize = WHOLE_ROUND): RoundPlan {
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const indices = Array.from({ length: size.rooms }, (_, index) => index)
  /** Not in the last tenth, where there may be nothing left to disturb. */
  const anyTime = (): number => below(size.rooms * 0.9)
  const someone = (): number => below(size.workers)

  const rooms = indices.flatMap(() => WANTED[below(WANTED.length)] ?? [])
  const deliveries = indices.flatMap((room): Delivery[] => {
    const first = Math.max(0, room - AHEAD)
    return [
      { after: first, room, place: someone(), do: 'close' },
      // The queue delivers again, at once or late, to the same worker or to another one.
      { after: random() < 0.3 ? first : first + below(AHEAD), room, place: someone(), do: random() < 0.5 ? 'close' : 'wake' },
      { after: Math.min(size.rooms * 0.95, first + below(size.rooms)), room, place: someone(), do: 'wake' },
    ]
  })
  const kinds = FAULT_KINDS.filter(kind => FAULT_PROFILES[node].kinds.includes(kind) && !LEFT_OUT.includes(kind))
  const { faults } = randomSchedule(random, size.faults, { node, kinds, longest: LONGEST_STALL })
  const disturbances: Disturbance[] = [
    ...Array.from({ length: size.kills }, (): Disturbance => ({ kind: 'kill', after: anyTime(), place: someone(), ms: below(1_500) })),
    ...Array.from({ length: size.suspensions }, (): Disturbance => ({ kind: 'suspend', after: anyTime(), place: someone(), ms: 300 + below(6_000) })),
    { kind: 'restart postgres', end: 'fast', after: Math.floor(size.rooms * (0.15 + 0.2 * random())), ms: below(1_500) },
    { kind: 'restart postgres', end: 'crash', after: Math.floor(size.rooms * (0.5 + 0.3 * random())), ms: below(1_500) },
    ...faults.map((fault): Disturbance => ({ kind: 'fault', after: anyTime(), fault })),
  ]
  const inOrder = (a: { after: number }, b: { after: number }): number => a.after - b.after
  return { seed, node, rooms, deliveries: deliveries.sort(inOrder), disturbances: disturbances.sort(inOrder) }
}
