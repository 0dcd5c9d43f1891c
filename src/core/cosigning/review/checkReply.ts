import { isRefusedAgain, type RefusedSigner } from '../../closing/policy/attempts'
import { NitroliteError } from '../../errors/errors'
import { addressesOf } from '../../sessions/allocations'
import { isSameAddress } from '../../sessions/participants'
import type { AppSession } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import { checksumAddress } from '../../wallet/address'
import { readSignature } from '../../wallet/readSignature'
import type { ParticipantSignature, SealedReply } from '../types'
import { isGrantedFor, type KeyGrant, type NodeRules } from './facts'
import { readKeyPolicy } from './checkOrigin'

/** What the submitter knows about a proposal that it collects signatures for. */
export interface ReplyFacts {
  readonly rules: NodeRules
  readonly session: AppSession
  /** The id of the proposal with its stamp: see `SealedReply`. */
  readonly proposalId: Hex
  /** What each signature of a reply must sign, in order. */
  readonly digests: readonly Hex[]
  /** Until when the signatures must count, in Unix milliseconds by the node's clock: the end of the window, or of the last step. */
  readonly neededUntil: number
  /** The session keys that the node lists, with proof of their wallets. Null if the node does not list the keys of other wallets. */
  readonly listedKeys: readonly KeyGrant[] | null
  /** Whose signature the node has refused for this proposal. */
  readonly refused: readonly RefusedSigner[]
}

/** A participant's signature that has passed all checks. Plain data for the journal. */
export interface CheckedSignature extends ParticipantSignature {
  /** The address that the signatures recover to: the wallet, or its session key. */
  readonly signer: Address
  /** When the key ends, in Unix milliseconds. Null if the wallet signed itself. */
  readonly endsAt: number | null
}

/** A reply after it was opened. */
export interface OpenedReply extends Pick<SealedReply, 'proposalId' | 'participant'> {
  readonly opened: ParticipantSignature
}

/**
 * Checks a reply before it counts.
 * @throws in this order: `SIGNATURE_INVALID`, `SIGNATURE_STRANGER`, `SIGNATURE_KEY_UNFIT`
 */
export function checkReply({ proposalId, participant: index, opened }: OpenedReply, facts: ReplyFacts): CheckedSignature {
  const participant = addressesOf(facts.session)[index]
  if (proposalId !== facts.proposalId) throw invalid('It belongs to another proposal.')
  if (participant === undefined || participant !== opened.participant) throw invalid('It names another participant outside than inside.')
  const [signer, ...others] = recoverSigners(opened, facts, participant)
  if (signer === undefined || others.some(other => other !== signer)) throw invalid('Its signatures are by different keys.')

  const grant = signer === participant ? null : findGrant(opened, signer, participant, facts)
  if (grant) checkGrant(grant, participant, facts)
  if (isRefusedAgain(facts, { participant, signer })) {
    throw new NitroliteError('SIGNATURE_KEY_UNFIT', { participant, reason: 'The node no longer accepts this key.' })
  }
  return { ...opened, signer, endsAt: grant?.endsAt ?? null }
}

const invalid = (reason: string): NitroliteError => new NitroliteError('SIGNATURE_INVALID', { reason })

/** The address that each signature recovers to. */
function recoverSigners({ signatures, policy }: ParticipantSignature, facts: ReplyFacts, participant: Address): Address[] {
  const { rules: { proof, signatureMarks }, digests } = facts
  if (signatures.length !== digests.length) throw invalid('It has another number of signatures.')
  return digests.map((digest, at) => {
    const signature = signatures[at] ?? '0x'
    const mark = signatureMarks && signature.slice(0, signatureMarks.key.length)
    const plain = signatureMarks ? `0x${signature.slice(signatureMarks.key.length)}` : signature
    // The only form with 65 bytes and low s. The nodes accept other forms too, but each bad signature spoils all others.
    if (readSignature(plain) !== plain) throw invalid('It is not in the form that the node reads.')
    const isKey = signatureMarks ? mark === signatureMarks.key : policy !== null
    const signer = proof.recoverSigner(digest, signature, isKey)
    if (signer === null) throw invalid('Nobody can have made it.')
    // A wallet's signature that is marked as that of a key does not count, and neither does the reverse.
    if (isKey === (signer === participant)) throw stranger(participant, signer)
    return signer
  })
}

const stranger = (participant: Address, signer: Address): NitroliteError =>
  new NitroliteError('SIGNATURE_STRANGER', { participant, signer })

/**
 * What the participant's wallet allows the signer.
 * @throws `SIGNATURE_STRANGER` if it allows nothing
 */
function findGrant({ policy }: ParticipantSignature, signer: Address, participant: Address, facts: ReplyFacts): KeyGrant {
  const { rules, session, listedKeys } = facts
  const wallet = checksumAddress(participant)
  const isOther = session.participants.some(({ address }) => isSameAddress(address, signer))
  const known = listedKeys ?? (policy && wallet !== null ? [readKeyPolicy(policy, wallet, rules)] : [])
  const grant = known.find(each => each !== null && isSameAddress(each.wallet, participant) && isSameAddress(each.key, signer))
  // Anybody can register the wallet of another participant as their own key (ClearNode 0.5.2).
  if (!grant || isOther || !canSignFor(participant, rules)) throw stranger(participant, signer)
  return grant
}

/** Whether the node counts signatures of keys for a participant who is stored in this spelling. */
const canSignFor = (participant: Address, { spelling }: NodeRules): boolean =>
  spelling === 'lower case' || checksumAddress(participant) === participant

function checkGrant(grant: KeyGrant, participant: Address, { session, rules, neededUntil }: ReplyFacts): void {
  const unfit = (reason: string): NitroliteError => new NitroliteError('SIGNATURE_KEY_UNFIT', { participant, reason })
  if (!isGrantedFor(grant, session, rules)) throw unfit('It is for another application or session.')
  if (!(grant.endsAt > neededUntil)) throw unfit('It ends too soon.')
}
