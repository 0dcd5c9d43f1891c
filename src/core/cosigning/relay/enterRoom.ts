import type { Timers } from '../../connection/types'
import { codeOf, NitroliteError, toNitroliteError } from '../../errors/errors'
import type { Address } from '../../types'
import type { RoomSubject } from '../roomName'
import type { StatementSigner } from '../statementSigner'
import { type ClientFrame, frameText, readClientFrame, type Refusal, type RelayFrame } from './frames'
import { limitWait } from './limitWait'

/** Milliseconds that the app may take to name the signer and the participants. */
const PREPARATION_LIMIT = 30_000

/** Milliseconds that a signature may take: as long as the challenge lasts. */
const SIGNING_LIMIT = 60_000

/** What a client shows to a relay. */
export interface RelayIdentity {
  /** Host in the URL of the relay. */
  readonly host: string
  readonly signer: StatementSigner | (() => StatementSigner | Promise<StatementSigner>)
  participantsOf(room: RoomSubject): readonly Address[] | Promise<readonly Address[]>
}

export interface EntryParts {
  readonly room: string
  /** What the name of the room says. */
  readonly subject: RoomSubject
  readonly identity: RelayIdentity
  readonly timers: Timers
  /**
   * Sends a frame, and returns the answer of the relay.
   * @returns null when the attempt is over, because the socket is gone or the room is no longer wanted
   */
  ask(frame: ClientFrame): Promise<RelayFrame | null>
}

export type EntryResult =
  | { readonly kind: 'entered' }
  /** The socket is gone, or the room is no longer wanted. */
  | { readonly kind: 'over' }
  /** `canRetry` is false if the same attempt would fail again, or would ask a person again. */
  | { readonly kind: 'failed', readonly error: NitroliteError, readonly canRetry: boolean }

/** Refusals that a retry cannot change. The remaining ones depend on other participants. */
const LASTING_REFUSALS: readonly Refusal[] = ['not a participant', 'wrong signature']

const REASONS: Readonly<Record<Refusal, string>> = {
  'not a participant': 'It does not know this wallet as a participant of the session.',
  'check failed': 'It could not find out whether this wallet is a participant.',
  'no challenge': 'The answer to its challenge came too late.',
  'wrong signature': 'The signature does not prove that it comes from this wallet or its session key.',
  'room full': 'Too many people or devices are connected for this session.',
  'address full': 'Too many devices or tabs of this wallet are connected for this session.',
  'too many rooms': 'This app is connected for too many sessions at once.',
  'relay full': 'It has no room for another session now.',
  'too fast': 'Too much was sent within a short time.',
  'too large': 'The message is too large.',
  'not entered': 'The connection for this session was interrupted.',
}

export const refusalError = (reason: Refusal): NitroliteError => new NitroliteError('RELAY_REFUSED', { reason: REASONS[reason] })

const failed = (error: NitroliteError, canRetry: boolean): EntryResult => ({ kind: 'failed', error, canRetry })
const late = (what: string): Error => new Error(`${what} took too long.`)
const isKnownCode = (thrown: unknown): boolean => ['RELAY_REFUSED', 'TRANSPORT_FAILED'].includes(codeOf(thrown) ?? '')

/** `publish` promises only these two codes, so anything else that the app or the wallet threw becomes the cause of one. */
const transportError = (thrown: unknown): NitroliteError => isKnownCode(thrown)
  ? toNitroliteError(thrown, 'TRANSPORT_FAILED')
  : new NitroliteError('TRANSPORT_FAILED', { reason: thrown instanceof Error ? thrown.message : String(thrown) }, { cause: thrown })

/** Enters a room: asks for a challenge, signs it and waits for the seat. It always ends. */
export async function enterRoom({ room, subject, identity, timers, ask }: EntryParts): Promise<EntryResult> {
  let signer: StatementSigner
  let participants: readonly Address[]
  try {
    [signer, participants] = await limitWait({
      timers,
      limit: PREPARATION_LIMIT,
      ask: () => Promise.all([typeof identity.signer === 'function' ? identity.signer() : identity.signer, identity.participantsOf(subject)]),
      lateError: () => late('Reading the participants'),
    })
  }
  catch (thrown) {
    return failed(transportError(thrown), true)
  }

  const challenge = await ask({ type: 'ask', room })
  if (challenge?.type !== 'challenge') return unexpected(challenge)
  const { origin, nonce, end } = challenge
  if (origin !== identity.host) {
    return failed(new NitroliteError('RELAY_REFUSED', { reason: `The app reaches it as ${identity.host}, and it expects another name: ${origin.slice(0, 100)}.` }), false)
  }
  let signature
  try {
    signature = await limitWait({
      timers,
      limit: SIGNING_LIMIT,
      ask: () => signer.sign({ purpose: 'enter room', origin, room, nonce, end }),
      lateError: () => late('The signature'),
    })
  }
  catch (thrown) {
    return failed(transportError(thrown), false)
  }
  const frame: ClientFrame = { type: 'enter', room, participants, address: signer.participant, signature, policy: signer.policy }
  // A relay closes the socket for a frame that it cannot read, and the reason would be lost.
  if (!readClientFrame(frameText(frame))) {
    return failed(new NitroliteError('TRANSPORT_FAILED', { reason: 'The participants, the signature or the policy of the session key do not have the form that a relay accepts.' }), false)
  }
  const answer = await ask(frame)
  return answer?.type === 'entered' ? { kind: 'entered' } : unexpected(answer)
}

function unexpected(answer: RelayFrame | null): EntryResult {
  if (answer?.type !== 'refused') return { kind: 'over' }
  return failed(refusalError(answer.reason), !LASTING_REFUSALS.includes(answer.reason))
}
