import type { FaultSchedule, JournalFault, NodeKind, StoreFault } from '../../src/testing'

/** What a person does on one of the devices. `wait` is the time since the previous action, in milliseconds. */
export type Action =
  | {
    readonly wait: number
    readonly kind: 'close'
    readonly tab: number
    readonly share: string
    /** Number of the session. @default 0 */
    readonly session?: number
  }
  | {
    readonly wait: number
    readonly kind: 'cancel' | 'reload' | 'connect' | 'disconnect' | 'switch' | 'reject' | 'suspend' | 'wake' | 'resume'
    readonly tab: number
  }

/** Somebody with a wallet. */
export type Person = 'alice' | 'bob'

/** A tab or process with one client. */
export interface Device {
  readonly person: Person
  /** Devices with the same number share their journal and their history. */
  readonly storage: number
}

/** Who can close a session alone. Alice and Bob are the participants of every session. */
export type Closers = Person | 'both'

/** A whole run, as plain JSON. */
export interface Scenario {
  readonly node: NodeKind
  readonly schedule: FaultSchedule
  readonly actions: readonly Action[]
  readonly journal: readonly JournalFault[]
  /** True if clients with common storage hear of each other, as tabs do. False if they do not, as with processes. */
  readonly areTabs: boolean
  /** True if the wallet itself signs every submission. @default false, a session key signs */
  readonly isWalletSigning?: boolean
  /** The devices, by the number that actions call `tab`. @default two of Alice with common storage */
  readonly devices?: readonly Device[]
  /** @default one session, which Alice can close alone */
  readonly sessions?: readonly Closers[]
  /** Faults of the database in which the first storage keeps its journal. @default records are kept in memory */
  readonly store?: readonly StoreFault[]
  /** Names of the groups of faults that were added to the basic ones, for the table of hits. */
  readonly groups?: readonly string[]
}

const ALICES_DEVICES: readonly Device[] = [{ person: 'alice', storage: 0 }, { person: 'alice', storage: 0 }]

export const devicesOf = ({ devices = ALICES_DEVICES }: Scenario): readonly Device[] => devices
export const sessionsOf = ({ sessions = ['alice'] }: Scenario): readonly Closers[] => sessions

/** Whether a person can close a session alone. */
export const canClose = (person: Person, closers: Closers | undefined): boolean => closers === person || closers === 'both'
