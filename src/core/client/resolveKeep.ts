import { createMemoryHistory } from '../history/memoryHistory'
import type { ClosingHistory } from '../history/types'
import type { Journal } from '../journal/journal'
import { createMemoryJournal } from '../journal/memoryJournal'
import { localPeersOf, type Peers } from '../peers/peers'
import type { ProtocolMemory } from '../protocols/protocolMemory'
import { createForgetfulLoginStore, type LoginStore } from '../wallet/loginStore'
import { givenKeep } from './givenKeep'
import type { NitroliteClientOptions } from './options'

/** The option `keep` with every default filled in. */
export interface ResolvedKeep {
  readonly closings: Journal
  readonly logins: LoginStore
  readonly history: ClosingHistory
  readonly tabs: Peers
  /** Null if only the page or process remembers protocols. */
  readonly protocols: ProtocolMemory | null
}

/**
 * The default journal. All clients of a page or process share it, so that a new client learns of the closings that a
 * disposed one has left unfinished.
 */
const sharedJournal = createMemoryJournal()

/** @throws `OPTIONS_INVALID` */
export function resolveKeep(options: NitroliteClientOptions): ResolvedKeep {
  const given = givenKeep(options)
  const closings = given.closings || sharedJournal
  return {
    closings,
    logins: given.logins || createForgetfulLoginStore(),
    history: given.history || createMemoryHistory(),
    tabs: given.tabs || localPeersOf(closings),
    protocols: given.protocols || null,
  }
}
