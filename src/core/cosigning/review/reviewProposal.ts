import { addressesOf, currentUnits } from '../../sessions/allocations'
import { formatAmount } from '../../sessions/amounts'
import { isSameAddress } from '../../sessions/participants'
import type { AppSession } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import { quorumOf, reachesWithout, totalWeight, weightOf } from '../quorum'
import type { CloseProposal, ProposalKind } from '../types'
import { fundedAssets } from './checkAmounts'
import { checkProposal, type ProposalTexts } from './checkProposal'
import { type Certainty, hasDisjointQuorums } from './disjointQuorums'
import type { ProposalFacts } from './facts'
import { readingOf, type SessionReading } from './reading'

/** What a proposal does to one participant's amount of one asset. All amounts are decimal texts in whole asset units. */
export interface ReviewRow {
  readonly participant: Address
  readonly asset: string
  readonly isMine: boolean
  /** What the participant has in the session now. */
  readonly before: string
  /** What the participant receives. */
  readonly after: string
  /** `after` minus `before`. */
  readonly difference: string
}

/** A participant of a session whose proposal is reviewed. */
export interface ReviewParticipant {
  readonly address: Address
  readonly isMe: boolean
  /** How much the signature counts: zero for a participant who cannot sign. */
  readonly weight: number
  /** Whether the others cannot close the session without this participant. */
  readonly isNeeded: boolean
  /** Other participants, or the submitter, whose address has the same first and last 4 digits. Usually empty. */
  readonly lookAlikes: readonly Address[]
}

/** What a person has to know before approving a proposal. Plain data; screens write the sentences. */
export interface ProposalReview {
  readonly kind: ProposalKind
  readonly sessionId: Hex
  readonly participants: readonly ReviewParticipant[]
  /** By asset, then by participant, zeros included. */
  readonly rows: readonly ReviewRow[]
  /** Everything that is paid out, by asset. */
  readonly totals: readonly { readonly asset: string, readonly total: string }[]
  readonly quorum: {
    /** Weight that the close needs. */
    readonly needed: number
    /** Weight of all participants who can sign. */
    readonly reachable: number
    /** Whether the others can close the session without me. */
    readonly isReachedWithoutMe: boolean
    /** Whether two groups that share nobody could each close the session. */
    readonly canSplit: Certainty
  }
  readonly sessionData: {
    /** What the signature does to the data. */
    readonly change: 'unchanged' | 'changed' | 'erased'
    readonly before: string | null
    readonly after: string | null
  }
  readonly submitter: {
    readonly address: Address
    /** `first` if this client knows of no submitter of this session yet. */
    readonly relation: 'me' | 'known' | 'first'
    readonly isParticipant: boolean
  }
  /**
   * Session keys of my wallet for this session that this device does not know, and their ends in Unix milliseconds by the node's
   * clock. Another device may have signed with them: its signature can be used instead of mine. Usually empty, and always on a
   * ClearNode, where a login on another device ends the earlier signature. Also empty if the node could not list the keys: the client
   * then emits an `error` event. Read when the proposal is opened, when the person approves it in a room, and before it is signed.
   */
  readonly foreignKeys: readonly { readonly key: Address, readonly endsAt: number }[]
  /** Who proved to have made the proposal. Null if nobody did: then people should compare the code. */
  readonly creator: Address | null
  /** What an approval refers to, beside the meaning: see `isSameReading`. */
  readonly reading: SessionReading
}

/**
 * Checks a proposal and says what it does.
 * @param foreignKeys see `ForeignKeys`
 * @throws what `checkProposal` throws
 */
export function reviewProposal(
  proposal: CloseProposal, facts: ProposalFacts, texts: ProposalTexts, foreignKeys: ProposalReview['foreignKeys'] = [],
): ProposalReview {
  const session = checkProposal(proposal, facts, texts)
  return {
    kind: proposal.kind,
    sessionId: session.id,
    participants: participantsOf(proposal, session, facts),
    rows: rowsOf(proposal, session, facts.wallet),
    totals: fundedAssets(session).map(({ symbol, total }) => ({ asset: symbol, total })),
    quorum: quorumFacts(session, facts),
    sessionData: sessionDataOf(proposal, session, facts),
    submitter: submitterOf(proposal, session, facts),
    foreignKeys,
    creator: proposal.origin?.creator ?? null,
    reading: readingOf(session),
  }
}

function participantsOf({ submitter }: CloseProposal, session: AppSession, { wallet, rules }: ProposalFacts): ReviewParticipant[] {
  const quorum = quorumOf(session, rules.spelling)
  const addresses = addressesOf(session)
  const isParticipant = addresses.some(address => isSameAddress(address, submitter))
  const lookAlikes = findLookAlikes(isParticipant ? addresses : [...addresses, submitter])
  return addresses.map(address => ({
    address,
    isMe: isSameAddress(address, wallet),
    weight: Number(weightOf(quorum, [address])),
    isNeeded: !reachesWithout(quorum, address),
    lookAlikes: lookAlikes.get(address) ?? [],
  }))
}

function rowsOf({ rows }: CloseProposal, session: AppSession, wallet: Address): ReviewRow[] {
  const addresses = addressesOf(session)
  return fundedAssets(session).flatMap((asset, at) => {
    const held = currentUnits(session, asset)
    return addresses.map((participant, index) => {
      const [before, after] = [held.get(participant) ?? 0n, rows[at]?.[index] ?? 0n]
      const text = (units: bigint): string => formatAmount(units, asset.scale)
      return {
        participant, asset: asset.symbol, isMine: isSameAddress(participant, wallet),
        before: text(before), after: text(after), difference: text(after - before),
      }
    })
  })
}

function quorumFacts(session: AppSession, { wallet, rules }: ProposalFacts): ProposalReview['quorum'] {
  const quorum = quorumOf(session, rules.spelling)
  const me = addressesOf(session).find(address => rules.spelling === 'checksum' ? address === wallet : isSameAddress(address, wallet))
  return {
    needed: session.quorum,
    reachable: Number(totalWeight(quorum)),
    isReachedWithoutMe: reachesWithout(quorum, me ?? wallet),
    canSplit: hasDisjointQuorums(quorum),
  }
}

function sessionDataOf(
  { sessionData: given }: CloseProposal, { sessionData: before }: AppSession, { rules }: ProposalFacts,
): ProposalReview['sessionData'] {
  const isKept = given === null || given === (before ?? '') || (given === '' && rules.emptyData === 'keeps')
  if (isKept) return { change: 'unchanged', before, after: before }
  return { change: given === '' ? 'erased' : 'changed', before, after: given }
}

function submitterOf(
  { submitter }: CloseProposal, session: AppSession, { wallet, expectedSubmitter }: ProposalFacts,
): ProposalReview['submitter'] {
  const relation = isSameAddress(submitter, wallet) ? 'me' : expectedSubmitter === null ? 'first' : 'known'
  const isParticipant = session.participants.some(({ address }) => isSameAddress(address, submitter))
  return { address: submitter, relation, isParticipant }
}

/** How many hex digits at each end people compare, because screens cut addresses to these. */
const COMPARED = 4

/** The part of an address that its shortened form shows. */
const shownPart = (address: Address): string => {
  const digits = address.toLowerCase().replace(/^0x/, '')
  return `${digits.slice(0, COMPARED)}…${digits.slice(-COMPARED)}`
}

/** For each of some addresses, the others that look the same when only both ends are shown. Addresses without any are left out. */
function findLookAlikes(addresses: readonly Address[]): Map<Address, readonly Address[]> {
  const groups = new Map<string, Set<Address>>()
  for (const address of addresses) {
    const group = groups.get(shownPart(address)) ?? new Set()
    groups.set(shownPart(address), group.add(address))
  }
  const alike = [...groups.values()].filter(group => group.size > 1).map(group => [...group])
  return new Map(alike.flatMap(group => group.map(address => [address, group.filter(other => other !== address)] as const)))
}
