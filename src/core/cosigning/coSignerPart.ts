import type { ClosingContext } from '../closing/context'
import type { CoSignerPart } from '../closing/cosigning'
import type { Attempt, Proposal } from '../closing/types'
import { NitroliteError } from '../errors/errors'
import { APPROVAL_LIMIT } from '../journal/journal'
import type { Access, Login } from '../protocols/protocol'
import type { AppSession } from '../sessions/types'
import type { Address } from '../types'
import { isWarned } from './approvals'
import type { ForeignKeys } from './foreignKeys'
import type { NodeCosigning } from './nodeCosigning'
import { meaningOf } from './meaning'
import { checkNodeKey, checkOwnKey, readFacts, type SessionFacts } from './readFacts'
import { checkAtSigning, READING_LIMIT, type Approval, type StampedProposal } from './review/checkAtSigning'
import { checkProposal, type ProposalTexts } from './review/checkProposal'
import type { KeyGrant } from './review/facts'

/** What a co-signer signs, and what the person said about it. */
export interface CoSignerInput {
  readonly context: Pick<ClosingContext, 'protocol' | 'timers'>
  readonly node: NodeCosigning
  /** The wallet that was logged in when the person read the proposal. */
  readonly wallet: Address
  /** The proposal as it was shared. */
  readonly text: string
  readonly proposal: StampedProposal
  /** What to sign, which this client has made. */
  readonly bytes: readonly Proposal[]
  /** What the checks compare the proposal with. */
  readonly texts: ProposalTexts
  readonly approval: Approval | null
  readonly foreignKeys: ForeignKeys
  readonly expectedSubmitter: Address | null
  /** The longest time for which the signature may be used, in milliseconds. */
  readonly longestLife: number
  /** The app lets the wallet itself sign, even on a node where such signatures do not end by time. */
  readonly isByWallet: boolean
  /** Until when this client signs, in Unix milliseconds by the node's clock. Null if the stamp of the proposal says it. */
  readonly signUntil: number | null
  readonly deliver: (attempts: readonly Attempt[]) => void
  /** See `CoSignerOptions`. */
  onKeyMade(key: Address): Promise<void>
}

/** Checks everything once more at the moment of signing, from what the node says then. */
export function coSignerPart(input: CoSignerInput): CoSignerPart {
  const { context: { protocol }, node, wallet, text, proposal, bytes, approval, foreignKeys, deliver, longestLife, isByWallet } = input
  return {
    role: 'co-signer',
    wallet,
    spelling: node.rules.spelling,
    text,
    proposals: bytes,
    signing: { life: longestLife, isByWallet, onKeyMade: key => input.onKeyMade(key) },
    deliver,
    async check({ session: planned }, access) {
      // The person has read what another wallet would sign.
      if (access.login.wallet !== wallet) throw new NitroliteError('PROPOSAL_NOT_APPROVED')
      // In a room, days may have passed since the person has approved. Another device may have logged in meanwhile.
      await checkOwnKey(protocol, access)
      // Before the session is read, because what was read must be recent when it is signed.
      const [isLifeBounded] = await Promise.all([endsInTime(input, access), checkNodeKey(protocol, access), foreignKeys.read()])
      // Another device may have signed since. The person has to see the warning first.
      if (!approval || !isWarned(approval, { foreignKeys: foreignKeys.list })) throw new NitroliteError('PROPOSAL_NOT_APPROVED')
      const facts = await readRecentFacts(input, access)
      const session = checkProposal(proposal, facts, input.texts)
      // The outcome of the signatures is judged by the session that the closing was planned from.
      if (planned.version !== session.version) throw new NitroliteError('PROPOSAL_FACTS_CHANGED')
      const now = access.connection.now()
      if (input.signUntil !== null && now >= input.signUntil) throw new NitroliteError('PROPOSAL_NOT_APPROVED')
      checkAtSigning(proposal, {
        rules: node.rules, limits: { approval: APPROVAL_LIMIT, life: longestLife }, now,
        meaning: meaningOf(proposal), approval, nodeWindow: node.window ?? 0, isLifeBounded,
        key: keyOf(input, access.login, session, now), allowsEndless: isByWallet, session, readAt: facts.readAt,
      })
    },
  }
}

/** What the node says now. The ledger may take long to answer, and others may change the session meanwhile: then it is read once more. */
async function readRecentFacts(
  { context: { protocol }, proposal: { sessionId }, expectedSubmitter }: CoSignerInput, access: Access,
): Promise<SessionFacts> {
  const { connection } = access
  const facts = await readFacts(protocol, access, sessionId, expectedSubmitter)
  if (connection.now() - facts.readAt <= READING_LIMIT) return facts
  const session = await protocol.readSession(connection, sessionId)
  return { ...facts, session, readAt: connection.now() }
}

/**
 * Whether the node refuses a harmless call whose timestamp is older than that of the proposal by the longest allowed life. If it
 * does, it accepts the proposal for no longer than that life.
 */
async function endsInTime({ context: { protocol: { resending } }, node, bytes: [first], longestLife }: CoSignerInput, access: Access): Promise<boolean> {
  if (node.window === null || !first) return true
  const { signer } = access.login
  const older = { ...first, ts: first.ts - longestLife, signatures: [], signers: [signer.address], policy: null, connection: '' }
  return resending.isFenced(access, older, 0)
}

/** What the signing session key is allowed to sign. Null when the wallet signs itself. */
function keyOf(
  { node, isByWallet, longestLife }: CoSignerInput, { wallet, signer, policy }: Login, { id, application }: AppSession, now: number,
): KeyGrant | null {
  // The key is made when it signs, for this session alone and for this time.
  if (node.rules.keyScope === 'session') return isByWallet ? null : { wallet, key: wallet, applications: [], sessionIds: [id], endsAt: now + longestLife }
  if (signer.address === wallet) return null
  // Without the policy, nobody could see whose key it is.
  if (!policy) throw new NitroliteError('SIGNATURE_KEY_UNFIT', { participant: wallet, reason: `The app's login for "${application}" has no policy to show.` })
  return { wallet, key: signer.address, applications: [policy.application], sessionIds: [], endsAt: policy.expiresAt * 1000 }
}
