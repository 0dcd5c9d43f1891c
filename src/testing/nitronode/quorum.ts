import type { Hex } from '../../core/types'
import { Refusal } from '../embedded/refusal'
import { readHex, recoverPersonal } from './signatures'
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
  const weights = new Map(session.participants.map(({ wallet, weight }) => [wallet, weight]))
  let achieved = 0n
  for (const [index, signature] of signatures.entries()) {
    const digits = readHex(signature)
    if (!digits.ok) throw new Refusal(`failed to decode signature: ${digits.error}`)
    if (digits.value === '') throw new Refusal(`empty signature after decode at index ${index}`)
    const signer = recoverSigner(node, session, digest, digits.value)
    const isParticipant = session.participants.some(({ wallet }) => wallet === signer)
    if (!isParticipant) throw new Refusal(`signature from non-participant: ${signer}`)
    achieved += weights.get(signer) ?? 0n
    weights.delete(signer)
  }
  if (achieved < session.quorum) throw new Refusal(`quorum not met: achieved ${achieved}, required ${session.quorum}`)
}

/** The wallet for which a signature counts, in lower case. The first byte of the signature says who made it. */
function recoverSigner(node: NitronodeState, session: Signable, digest: Hex, digits: string): string {
  const refuse = (reason: string): never => {
    throw new Refusal(`failed to recover user wallet: ${reason}`)
  }
  const type = Number.parseInt(digits.slice(0, 2), 16)
  if (type !== WALLET && type !== SESSION_KEY) return refuse(`invalid signature: unknown signer type ${type}`)
  const recovered = recoverPersonal(digest, digits.slice(2))
  if (!recovered.ok) return refuse(`failed to recover ${type === WALLET ? 'wallet' : 'session key'} address: ${recovered.error}`)
  const signer = recovered.value.toLowerCase()
  return type === WALLET ? signer : ownerOf(node, session, signer)
    ?? refuse(`no active session key found for key ${signer}, app session ${session.id}, application ${session.application}`)
}

/** The wallet that owns a key, or undefined if the key may not sign for the session now. */
function ownerOf(node: NitronodeState, { id, application }: Signable, key: string): string | undefined {
  return [...node.keys.values()].find(row =>
    row.key === key && node.isActive(row) && (row.applicationIds.includes(application) || row.sessionIds.includes(id)))?.user
}
