import fc from 'fast-check'
import { expect, it } from 'vitest'
import { roomNameOf } from '../roomName'
import { type ClientFrame, frameText, LONGEST_FRAME, messageBytes, messageText, MOST_PARTICIPANTS, readClientFrame, readRelayFrame, type RelayFrame } from './frames'
import { LARGEST_MESSAGE } from '../transport'

const ADDRESS = '0x5d5c99EdF529335160FF180fA141Dd4967fc00D2'
const ROOM = roomNameOf({ sessionId: `0x${'5e'.repeat(32)}`, nodeTag: '0x0a0b0c0d' })
const POLICY = {
  wallet: ADDRESS, sessionKey: ADDRESS, application: 'x'.repeat(256), scope: 'x'.repeat(256), expiresAt: 1, challenge: 'x'.repeat(256),
  signature: `0x${'11'.repeat(64)}1b`,
} as const

const CLIENT_FRAMES: ClientFrame[] = [
  { type: 'ask', room: ROOM },
  { type: 'enter', room: ROOM, participants: Array<string>(MOST_PARTICIPANTS).fill(ADDRESS), address: ADDRESS, signature: `0x${'00'.repeat(65)}`, policy: POLICY },
  { type: 'enter', room: ROOM, participants: [ADDRESS], address: ADDRESS, signature: `0x${'00'.repeat(65)}`, policy: null },
  { type: 'leave', room: ROOM },
  { type: 'publish', room: ROOM, id: Number.MAX_SAFE_INTEGER, message: '00'.repeat(LARGEST_MESSAGE) },
]
const RELAY_FRAMES: RelayFrame[] = [
  { type: 'challenge', room: ROOM, origin: 'relay.test', nonce: `0x${'00'.repeat(32)}`, end: 1 },
  { type: 'entered', room: ROOM, others: Array<string>(MOST_PARTICIPANTS).fill(ADDRESS) },
  { type: 'presence', room: ROOM, others: [ADDRESS] },
  { type: 'message', room: ROOM, from: ADDRESS, message: '00'.repeat(LARGEST_MESSAGE) },
  { type: 'published', room: ROOM, id: 0 },
  { type: 'refused', room: ROOM, id: null, reason: 'room full' },
  { type: 'beat' },
]

it.each(CLIENT_FRAMES)('the largest $type frame of a client fits into the limit and is read back unchanged', (frame) => {
  expect(frameText(frame).length).toBeLessThanOrEqual(LONGEST_FRAME)
  expect(readClientFrame(frameText(frame))).toEqual(frame)
  expect(readRelayFrame(frameText(frame))).toBeNull()
})

it.each(RELAY_FRAMES)('the largest $type frame of a relay fits into the limit and is read back unchanged', (frame) => {
  expect(frameText(frame).length).toBeLessThanOrEqual(LONGEST_FRAME)
  expect(readRelayFrame(frameText(frame))).toEqual(frame)
  expect(readClientFrame(frameText(frame))).toBeNull()
})

/** A random text may be a valid message. */
const isHex = (text: string): boolean => /^(?:[\da-f]{2})+$/.test(text)

it('a frame with a missing, a further or a replaced field is not read', () => {
  const frames = [...CLIENT_FRAMES.map(frame => ({ frame, read: readClientFrame })), ...RELAY_FRAMES.map(frame => ({ frame, read: readRelayFrame }))]
  const strange = fc.oneof(fc.constantFrom<unknown>([], {}, true, '', 'lobby', -1, 0.5, '0x', ROOM.toUpperCase()), fc.string().filter(text => !isHex(text)))
  fc.assert(fc.property(fc.constantFrom(...frames), fc.nat(), strange, ({ frame, read }, index, value) => {
    const fields = Object.entries(frame)
    const [name = ''] = fields[index % fields.length] ?? []
    const without = Object.fromEntries(fields.filter(([other]) => other !== name))
    expect(read(JSON.stringify(without))).toBeNull()
    expect(read(JSON.stringify({ ...frame, [`${name}2`]: value }))).toBeNull()
    // Any text is a valid name of a relay, and nobody else has to be in a room.
    const isValid = (name === 'origin' && typeof value === 'string') || (name === 'others' && Array.isArray(value))
    if (!isValid) expect(read(JSON.stringify({ ...frame, [name]: value }))).toBeNull()
  }), { numRuns: 300 })
})

it('text that is damaged anywhere is either not read or still a valid frame, and never throws', () => {
  fc.assert(fc.property(fc.constantFrom(...CLIENT_FRAMES.filter(({ type }) => type !== 'publish')), fc.nat(), fc.string({ minLength: 1, maxLength: 3 }), (frame, at, piece) => {
    const text = frameText(frame)
    const place = at % text.length
    const damaged = text.slice(0, place) + piece + text.slice(place + piece.length)
    const read = readClientFrame(damaged)
    if (read) expect(readClientFrame(frameText(read))).toEqual(read)
  }), { numRuns: 500 })
})

it.each([null, undefined, 7, '', 'null', '[]', '"ask"', '{', '__proto__', `{"type":"ask","room":"${ROOM}","__proto__":{}}`, `{"type":"beat"}${' '.repeat(LONGEST_FRAME)}`])('%j is not read as a frame', (text) => {
  expect([readClientFrame(text), readRelayFrame(text)]).toEqual([null, null])
})

it('bytes of a message become text and bytes again', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
    expect(messageBytes(messageText(bytes))).toEqual(bytes)
  }))
})
