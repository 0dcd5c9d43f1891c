import { inject, type InjectionKey } from 'vue'
import type { NodeChoice } from '../node/nodeChoice'
import type { NodeControl } from '../node/nodeControl'
import type { OwnNode } from '../node/ownNode'
import type { TrackedSockets } from '../node/trackedSockets'

/** What one mounting of the page works with; another node is another mounting. */
export interface Environment {
  readonly choice: NodeChoice
  /** All nodes of the playground's own. */
  readonly nodes: readonly OwnNode[]
  /** The one of them that the page talks to; null where it is a node elsewhere. */
  readonly node: OwnNode | null
  /** Null where the node is not one of the playground's own. */
  readonly control: NodeControl | null
  readonly sockets: TrackedSockets
  /** Whether wallets may be used whose keys everybody knows. */
  readonly offersTestWallets: boolean
  /** Whether the page was on another node before. */
  readonly isSwitched: boolean
  /** Leaves this node for another one. */
  switchNode(choice: NodeChoice): void
}

export const environmentKey: InjectionKey<Environment> = Symbol('playground')

export function useEnvironment(): Environment {
  const environment = inject(environmentKey)
  if (!environment) throw new Error('The page was mounted without its environment.')
  return environment
}
