import { bytesToHex } from '@noble/curves/abstract/utils'
import type { Timers } from '../core/connection/types'
import type { ClientFrame, Refusal } from '../core/cosigning/relay/frames'
import { readRoomName, type RoomSubject } from '../core/cosigning/roomName'
import { findStatementFault, type Statement } from '../core/cosigning/statements'
import type { Address, Hex } from '../core/types'
import type { RelayLimits } from './limits'
import type { MetricsBook } from './metrics'
import { type ParticipantList, readParticipants } from './rooms'

/** Says whether an address is a participant of a session, for example from a database of the app. */
export type ParticipantCheck = (room: RoomSubject, address: Address) => boolean | Promise<boolean>

export interface EntriesParts {
  /** The name of the relay, as in the URL of its clients. */
  readonly origin: string
  readonly limits: RelayLimits
  readonly metrics: MetricsBook
  readonly timers: Timers
  readonly isParticipant: ParticipantCheck | undefined
}

interface Challenge {
  readonly statement: Statement
  /** By `Timers.elapsed`, which never jumps. */
  readonly until: number
}

/** Who may enter a room, and as whom. */
export interface Admission {
  /** EIP-55 checksummed. */
  readonly address: Address
  readonly list: ParticipantList
}

type EnterFrame = Extract<ClientFrame, { type: 'enter' }>

/** The challenges of one socket. Each can be answered once, within its time, and over this socket only. */
export class Entries {
  readonly #parts: EntriesParts
  readonly #open = new Map<string, Challenge>()

  constructor(parts: EntriesParts) {
    this.#parts = parts
  }

  /** Names of the rooms with a challenge that can still be answered. */
  get rooms(): string[] {
    const now = this.#parts.timers.elapsed()
    for (const [room, { until }] of this.#open) if (until <= now) this.forget(room)
    return [...this.#open.keys()]
  }

  /** Makes a challenge. An earlier one for the same room can no longer be answered. */
  challenge(room: string): { readonly origin: string, readonly nonce: Hex, readonly end: number } {
    const { origin, limits, metrics, timers } = this.#parts
    this.forget(room)
    const nonce: Hex = `0x${bytesToHex(crypto.getRandomValues(new Uint8Array(32)))}`
    const end = timers.now() + limits.challengeLife
    const statement: Statement = { purpose: 'enter room', origin, room, nonce, end }
    this.#open.set(room, { statement, until: timers.elapsed() + limits.challengeLife })
    metrics.add('openChallenges')
    return { origin, nonce, end }
  }

  forget(room: string): void {
    if (this.#open.delete(room)) this.#parts.metrics.add('openChallenges', -1)
  }

  forgetAll(): void {
    for (const room of [...this.#open.keys()]) this.forget(room)
  }

  /** Checks the answer to a challenge, which is used up whatever the result is. It always settles. */
  async check(frame: EnterFrame): Promise<Admission | Refusal> {
    const challenge = this.#open.get(frame.room)
    this.forget(frame.room)
    const { timers } = this.#parts
    if (!challenge || challenge.until <= timers.elapsed()) return 'no challenge'
    const list = readParticipants(frame.participants)
    const address = readParticipants([frame.address])?.addresses[0]
    if (!list || address === undefined || !list.addresses.includes(address)) return 'not a participant'
    const { signature, policy } = frame
    const fault = findStatementFault({ statement: challenge.statement, participant: address, signature, policy }, timers.now())
    if (fault) return 'wrong signature'
    return await this.#askApp(frame.room, address) ?? { address, list }
  }

  async #askApp(room: string, address: Address): Promise<Refusal | null> {
    const { isParticipant, limits, timers } = this.#parts
    const subject = readRoomName(room)
    if (!isParticipant || !subject) return null
    let stopTimer = (): void => {}
    const tooLate = new Promise<Refusal>((resolve) => {
      stopTimer = timers.after(limits.participantCheck, () => { resolve('check failed') })
    })
    const answer = (async (): Promise<Refusal | null> => {
      try {
        return await isParticipant(subject, address) === true ? null : 'not a participant'
      }
      catch {
        return 'check failed'
      }
    })()
    const refusal = await Promise.race([answer, tooLate])
    stopTimer()
    return refusal
  }
}
