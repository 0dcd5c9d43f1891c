import { bytesToHex, hexToBytes } from '@noble/curves/abstract/utils'
import * as v from 'valibot'
import type { Address, Hex } from '../../types'
import type { SessionKeyPolicy } from '../../wallet/types'
import { policyShape } from '../policyProof'
import { LARGEST_MESSAGE } from '../transport'
import { readRoomName } from '../roomName'

/** Most participants that a client may list when it enters a room. */
export const MOST_PARTICIPANTS = 256

/** Longest frame in characters: a message in hex and what is around it. The list of participants is shorter. */
export const LONGEST_FRAME = 2 * LARGEST_MESSAGE + 512

/** How many frames the entrance to a room counts as, because the relay checks a signature. */
export const COST_OF_ENTRY = 3

/** Why a relay refuses what a client asked for. */
const REFUSALS = [
  /** The address is not among the participants. */
  'not a participant',
  /** The relay could not find out whether the address is a participant. */
  'check failed',
  /** No challenge is open for this room: it was used, it has ended, or another socket got it. */
  'no challenge',
  /** The signature was made by somebody else, over another text, or with a policy that does not fit. */
  'wrong signature',
  /** The room has as many seats as it may have. */
  'room full',
  /** The address has as many seats in the room as it may have. */
  'address full',
  /** The socket is in as many rooms as it may be. */
  'too many rooms',
  /** The relay has as many rooms as it may have. */
  'relay full',
  /** Too many frames arrived within a short time. The frame was ignored. */
  'too fast',
  /** The message has too many bytes. */
  'too large',
  /** The client is not in this room. */
  'not entered',
] as const

export type Refusal = typeof REFUSALS[number]

/** What a client sends. */
export type ClientFrame =
  /** Asks for a challenge. */
  | { readonly type: 'ask', readonly room: string }
  /** Answers the challenge. The relay knows its own nonce and end. */
  | {
    readonly type: 'enter'
    readonly room: string
    /** All participants of the session. Clients with different lists do not meet. */
    readonly participants: readonly Address[]
    readonly address: Address
    readonly signature: Hex
    readonly policy: SessionKeyPolicy | null
  }
  | { readonly type: 'leave', readonly room: string }
  /** `id` is chosen by the client and comes back in the answer. `message` is hex without a prefix. */
  | { readonly type: 'publish', readonly room: string, readonly id: number, readonly message: string }

/** What a relay sends. */
export type RelayFrame =
  /** `origin` is the name that the relay expects in the statement, `end` is Unix milliseconds by its clock. */
  | { readonly type: 'challenge', readonly room: string, readonly origin: string, readonly nonce: Hex, readonly end: number }
  /** `others` are the addresses of the other participants who have a seat, each once. */
  | { readonly type: 'entered', readonly room: string, readonly others: readonly Address[] }
  | { readonly type: 'presence', readonly room: string, readonly others: readonly Address[] }
  /** `from` is the address whose seat has sent the message. */
  | { readonly type: 'message', readonly room: string, readonly from: Address, readonly message: string }
  | { readonly type: 'published', readonly room: string, readonly id: number }
  /** `id` is the one of a message that was not passed on; null for everything else. */
  | { readonly type: 'refused', readonly room: string, readonly id: number | null, readonly reason: Refusal }
  /** Shows at regular intervals that the connection works. */
  | { readonly type: 'beat' }

const room = v.pipe(v.string(), v.check(name => readRoomName(name) !== null))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const message = v.pipe(v.string(), v.regex(/^(?:[\da-f]{2})+$/))
const address = v.pipe(v.string(), v.regex(/^0x[\da-fA-F]{40}$/))
const others = v.pipe(v.array(address), v.maxLength(MOST_PARTICIPANTS))
const bytes = (size: number): v.GenericSchema<Hex> => v.custom<Hex>(value => typeof value === 'string' && /^0x[\da-f]+$/.test(value) && value.length === 2 + 2 * size)

const clientFrame: v.GenericSchema<unknown, ClientFrame> = v.variant('type', [
  v.strictObject({ type: v.literal('ask'), room }),
  v.strictObject({
    type: v.literal('enter'),
    room,
    participants: v.pipe(v.array(address), v.minLength(1), v.maxLength(MOST_PARTICIPANTS)),
    address,
    signature: bytes(65),
    policy: v.nullable(policyShape),
  }),
  v.strictObject({ type: v.literal('leave'), room }),
  v.strictObject({ type: v.literal('publish'), room, id: count, message }),
])

const relayFrame: v.GenericSchema<unknown, RelayFrame> = v.variant('type', [
  v.strictObject({ type: v.literal('challenge'), room, origin: v.string(), nonce: bytes(32), end: count }),
  v.strictObject({ type: v.literal('entered'), room, others }),
  v.strictObject({ type: v.literal('presence'), room, others }),
  v.strictObject({ type: v.literal('message'), room, from: address, message }),
  v.strictObject({ type: v.literal('published'), room, id: count }),
  v.strictObject({ type: v.literal('refused'), room, id: v.nullable(count), reason: v.picklist(REFUSALS) }),
  v.strictObject({ type: v.literal('beat') }),
])

function read<T>(schema: v.GenericSchema<unknown, T>, text: unknown): T | null {
  if (typeof text !== 'string' || text.length > LONGEST_FRAME) return null
  try {
    const result = v.safeParse(schema, JSON.parse(text), { abortEarly: true })
    return result.success ? result.output : null
  }
  catch {
    return null
  }
}

/** Reads a frame of a client. Returns null for anything that is not exactly such a frame. */
export const readClientFrame = (text: unknown): ClientFrame | null => read(clientFrame, text)

/** Reads a frame of a relay. Returns null for anything that is not exactly such a frame. */
export const readRelayFrame = (text: unknown): RelayFrame | null => read(relayFrame, text)

export const frameText = (frame: ClientFrame | RelayFrame): string => JSON.stringify(frame)

export const messageText = (bytesOfMessage: Uint8Array): string => bytesToHex(bytesOfMessage)

/** @param text hex without a prefix, as `readClientFrame` and `readRelayFrame` let it pass */
export const messageBytes = (text: string): Uint8Array => hexToBytes(text)
