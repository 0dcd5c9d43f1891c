import { inject, type InjectionKey } from 'vue'
import type { NodeChoice } from '../node/nodeChoice'
import type { NodeControl } from '../node/nodeControl'
import type { OwnNode } from '../node/ownNode'
import type { TrackedSockets } from '../node/trackedSockets'

/** What a mounted page works with. Switching the node mounts a new page. */
export interface Environment {
  readonly choice: NodeChoice
  /** All nodes that the playground runs. */
  readonly nodes: readonly OwnNode[]
  /** The one that the page is connected to; null if the page is connected to a remote node. */
  readonly node: OwnNode | null
  /** Null for a remote node. */
  readonly control: NodeControl | null
  readonly sockets: TrackedSockets
  /** Whether the wallets with publicly known keys may be used. */
  readonly offersTestWallets: boolean
  /** Whether the person has just switched here from another node. */
  readonly isSwitched: boolean
  /** Mounts a new page on another node. */
  switchNode(choice: NodeChoice): void
}

export const environmentKey: InjectionKey<Environment> = Symbol('playground')

export function useEnvironment(): Environment {
  const environment = inject(environmentKey)
  if (!environment) throw new Error('The page was mounted without its environment.')
  return environment
}
