import type { Address, Hex } from '../../core/types'
import { Refusal } from '../embedded/refusal'
import { recoverPersonal } from './encoding'
import type { NitronodeState, SessionRow } from './state'

const WALLET = 0xa1
const SESSION_KEY = 0xa2

/** The parts of a session that decide whether signatures are valid. */
type Signable = Pick<SessionRow, 'id' | 'application' | 'participants' | 'quorum'>

/**
 * Checks that every signer is a participant and that their weights, each counted once, reach the quorum.
 * @throws Refusal
 */
export function checkQuorum(node: NitronodeState, session: Signable, digest: Hex, signatures: readonly string[]): void {
  if (signatures.length === 0) throw new Refusal('no signatures provided')
  const weights = new Map(session.participants.map(({ wallet, weight }) => [wallet, weight]))
  let achieved = 0n
  for (const [index, signature] of signatures.entries()) {
    const signer = recoverSigner(node, session, digest, readBytes(signature, index)).toLowerCase()
    const isParticipant = session.participants.some(({ wallet }) => wallet === signer)
    if (!isParticipant) throw new Refusal(`signature from non-participant: ${signer}`)
    achieved += weights.get(signer) ?? 0n
    weights.delete(signer)
  }
  if (achieved < session.quorum) throw new Refusal(`quorum not met: achieved ${achieved}, required ${session.quorum}`)
}

/** @returns hexadecimal digits without the prefix */
function readBytes(signature: string, index: number): string {
  const refuse = (reason: string): never => {
    throw new Refusal(`failed to decode signature: ${reason}`)
  }
  if (signature === '') refuse('empty hex string')
  if (!/^0x/i.test(signature)) refuse('hex string without 0x prefix')
  const digits = signature.slice(2)
  if (digits === '') throw new Refusal(`empty signature after decode at index ${index}`)
  if (digits.length % 2 === 1) refuse('hex string of odd length')
  if (!/^[\da-f]*$/i.test(digits)) refuse('invalid hex string')
  return digits
}

function recoverSigner(node: NitronodeState, session: Signable, digest: Hex, digits: string): Address {
  const refuse = (reason: string): never => {
    throw new Refusal(`failed to recover user wallet: ${reason}`)
  }
  if (digits.length < 4) refuse('invalid signature: too short')
  const type = Number.parseInt(digits.slice(0, 2), 16)
  if (type !== WALLET && type !== SESSION_KEY) refuse(`invalid signature: unknown signer type ${type}`)
  const signer = recoverPersonal(digest, `0x${digits.slice(2)}`) ?? refuse('failed to recover address: invalid signature')
  return type === WALLET ? signer : ownerOf(node, session, signer)
    ?? refuse(`no active session key found for key ${signer.toLowerCase()}, app session ${session.id}, application ${session.application}`)
}

/** The wallet that owns a key, or null where the key may not sign for the session now. */
function ownerOf(node: NitronodeState, { id, application }: Signable, key: Address): Address | null {
  const now = BigInt(Math.floor(node.clock() / 1000))
  for (const row of node.keys.values()) {
    const isInScope = row.applicationIds.includes(application) || row.sessionIds.includes(id)
    if (row.key === key && row.expiresAt > now && isInScope) return row.user
  }
  return null
}
