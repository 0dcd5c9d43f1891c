import type { RequestProof } from '../../receipts/requestProof'
import type { AppSession } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { AddressSpelling } from '../quorum'
import type { ProposalKind, ProposalStamp } from '../types'

/** Everything that differs between nodes when proposals and replies are checked. Each protocol provides one of these objects. */
export interface NodeRules {
  /** What participants may sign together. */
  readonly kinds: readonly ProposalKind[]
  /** What makes a signature end: its time, or the version of the session. */
  readonly stampedBy: ProposalStamp['by']
  readonly spelling: AddressSpelling
  /** What an empty text for the session data does. ClearNode 0.5.2 erases the data, nitronode 1.4.1 keeps them. */
  readonly emptyData: 'erases' | 'keeps'
  /** Most bytes of session data, in UTF-8. */
  readonly sessionDataLimit: number
  /** Session keys of this application may sign for sessions of every application. Null if there is no such application. */
  readonly rootApplication: string | null
  /** What a participant's own session key must be made for: the session's application, or this session alone. */
  readonly keyScope: 'application' | 'session'
  /** The first byte of a signature, which tells who signed: a wallet or a key. Null if signatures have no such byte. */
  readonly signatureMarks: { readonly wallet: Hex, readonly key: Hex } | null
  /** Recovers the signers of states and policies. */
  readonly proof: Pick<RequestProof, 'recoverSigner' | 'policySigner'>
}

/** What a signer's client knows when it reviews a proposal. All of it is from its own node and its own journal. */
export interface ProposalFacts {
  readonly rules: NodeRules
  /** The tag of the node that this client is configured for: see `ProposalTerms.nodeTag`. */
  readonly nodeTag: Hex
  /** Symbols of the assets that the node lists. */
  readonly nodeAssets: readonly string[]
  /** The session as the node lists it now. Null if the node does not know it. */
  readonly session: AppSession | null
  /** Whether the ledger shows that the session was paid out by a close, whatever its status says. */
  readonly isPaidOut: boolean
  /** The wallet of this client, EIP-55 checksummed. */
  readonly wallet: Address
  /** Who sends the signatures of this session, as the app is configured or as an earlier proposal said. Null if nobody is known. */
  readonly expectedSubmitter: Address | null
}

/** What a session key may sign. */
export interface KeyGrant {
  /** The wallet that the key signs for. */
  readonly wallet: Address
  readonly key: Address
  /** The applications whose sessions the key may sign. */
  readonly applications: readonly string[]
  /** Sessions that the key may sign, whatever their application. */
  readonly sessionIds: readonly Hex[]
  /** When the key ends, in Unix milliseconds. */
  readonly endsAt: number
}

/** Whether a key may sign for a session. If the node does not say the session's application, every application may be right. */
export const isGrantedFor = (
  { applications, sessionIds }: KeyGrant, { id, application }: Pick<AppSession, 'id' | 'application'>, { rootApplication }: NodeRules,
): boolean => sessionIds.includes(id)
  || applications.some(granted => application === '' || granted === application || granted === rootApplication)
