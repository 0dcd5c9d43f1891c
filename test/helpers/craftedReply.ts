import type { Wallet } from 'ethers'
import type { Address, Hex } from '../../src/core'
import { readProposalText } from '../../src/core/cosigning/codec/proposalCodec'
import { replyText } from '../../src/core/cosigning/codec/replyCodec'
import { proposalIdOf } from '../../src/core/cosigning/meaning'
import { resolveProposal } from '../../src/core/cosigning/portable'
import type { StampedProposal } from '../../src/core/cosigning/review/checkAtSigning'
import { allocationsOf } from '../../src/core/cosigning/rows'
import { sealReply } from '../../src/core/cosigning/seal'
import { nitronodeCosigning } from '../../src/core/protocols/nitronode/cosigning'
import { keyStateDigest, SIGNED_BY } from '../../src/core/protocols/nitronode/digests'
import type { AppSession } from '../../src/core/sessions/types'
import { bytesOfHex } from '../../src/core/cosigning/codec/curvePoint'

/** Signs a digest as a nitronode reads it. */
export const signAs = (wallet: Wallet, by: keyof typeof SIGNED_BY) => (digest: Hex): Hex =>
  `${SIGNED_BY[by]}${wallet.signMessageSync(bytesOfHex(digest)).slice(2)}`

/**
 * A reply of a participant to the proposal of a nitronode, with any signatures in it.
 * @param signAll makes the signatures of the digests to sign
 */
export async function craftReply(
  session: AppSession, text: string, participant: Address, signAll: (digests: readonly Hex[]) => readonly Hex[],
): Promise<string> {
  const participants = session.participants.map(({ address }) => address)
  const proposal = resolveProposal(readProposalText(text), participants) as StampedProposal
  const { kind, sessionData, stamp } = proposal
  const marks = { newRequestId: () => 1, newStamp: () => 1 }
  const states = nitronodeCosigning.proposalsOf({ session, kind, allocations: allocationsOf(proposal, participants), sessionData, stamp }, marks)
  const signatures = signAll(states.map(({ digest }) => digest))
  const index = participants.indexOf(participant)
  return replyText(await sealReply(proposal.box, proposalIdOf(proposal), index, { participant, signatures, policy: null }))
}

/** What a wallet signs to let a key sign for one session. @param expiresAt Unix seconds */
export const keyRegistration = (owner: Wallet, key: Wallet, sessionId: Hex, expiresAt: number): unknown =>
  registrationOf(owner, key, { applications: [], sessionIds: [sessionId], expiresAt })

/** The payload that registers a key with a nitronode, for applications and single sessions. `expiresAt` is in Unix seconds. */
export function registrationOf(
  owner: Wallet, key: Wallet, { applications, sessionIds, expiresAt }: { readonly applications: readonly string[], readonly sessionIds: readonly Hex[], readonly expiresAt: number },
): unknown {
  const state = { wallet: owner.address as Address, key: key.address as Address, version: 1, applications, sessionIds, expiresAt }
  const digest = bytesOfHex(keyStateDigest(state))
  return {
    state: {
      user_address: owner.address, session_key: key.address, version: '1', application_ids: applications, app_session_ids: sessionIds,
      expires_at: String(expiresAt), user_sig: owner.signMessageSync(digest), session_key_sig: key.signMessageSync(digest),
    },
  }
}
