import type { FaultKind, NodeKind } from '../../../src/testing'
import type { Scenario } from '../scenario'
import { addConnectionFaults } from './connections'
import type { Dice } from './dice'
import { addSeveralWallets } from './severalWallets'
import { addSharedStore } from './sharedStore'
import { addTwoClosers } from './twoClosers'
import { addUpdatesByOthers } from './updatesByOthers'

/** Something that a part of the random runs contains in addition to the basic faults. */
export interface FaultGroup {
  readonly nodes: readonly NodeKind[]
  /** The share of runs that contain it, from 0 to 1. */
  readonly share: number
  /** Kinds of faults that only this group draws. */
  readonly kinds: readonly FaultKind[]
  /** Adds the group to a run. */
  readonly add: (scenario: Scenario, dice: Dice) => Scenario
}

const BOTH: readonly NodeKind[] = ['clearnode', 'nitronode']

export const FAULT_GROUPS = {
  /** Connections that pass no data, and connections that end again and again. */
  'connections': { nodes: BOTH, share: 0.3, kinds: ['half-open', 'flapping'], add: addConnectionFaults },
  /** Other participants change the session with `submit_app_state`. On a nitronode, basic runs contain that. */
  'updates by others': {
    nodes: ['clearnode'], share: 0.3, kinds: ['operate-by-others', 'deposit-by-others', 'withdraw-by-others'], add: addUpdatesByOthers,
  },
  /** Two processes share a database whose changes are slow, unconfirmed or repeated. */
  'shared store': { nodes: BOTH, share: 0.2, kinds: [], add: addSharedStore },
  /** A client of another wallet shares the journal. */
  'several wallets': { nodes: BOTH, share: 0.15, kinds: [], add: addSeveralWallets },
  /** Two participants with the full quorum close the session at the same moment. */
  'two closers': { nodes: BOTH, share: 0.15, kinds: [], add: addTwoClosers },
} as const satisfies Record<string, FaultGroup>

export type FaultGroupName = keyof typeof FAULT_GROUPS

export const FAULT_GROUP_NAMES = Object.keys(FAULT_GROUPS) as readonly FaultGroupName[]

/** Groups that runs contain only on demand, because the closing engine does not pass them yet. */
export const NOT_BY_DEFAULT: readonly FaultGroupName[] = [
  'connections', 'updates by others', 'shared store', 'several wallets', 'two closers',
]

export const DEFAULT_GROUPS: readonly FaultGroupName[] = FAULT_GROUP_NAMES.filter(name => !NOT_BY_DEFAULT.includes(name))

const GROUP_KINDS: ReadonlySet<FaultKind> = new Set(FAULT_GROUP_NAMES.flatMap(name => [...FAULT_GROUPS[name].kinds]))

/** Whether basic runs contain the kind of fault. */
export const isBasic = (kind: FaultKind): boolean => !GROUP_KINDS.has(kind)

/** The kinds of faults that these groups add to the runs on a node. */
export const kindsOf = (names: readonly FaultGroupName[], node: NodeKind): FaultKind[] =>
  names.map((name): FaultGroup => FAULT_GROUPS[name]).filter(({ nodes }) => nodes.includes(node)).flatMap(({ kinds }) => kinds)
