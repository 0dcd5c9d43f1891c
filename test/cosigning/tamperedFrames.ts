import type { ClientFrame, RelayFrame } from '../../src/core/cosigning/relay/frames'
import { roomNameOf } from '../../src/core/cosigning/roomName'
import { sampleParticipants, samplePolicy } from '../helpers/portableProposal'
import type { Draw } from './reading'

const ROOM = roomNameOf({ sessionId: `0x${'5e'.repeat(32)}`, nodeTag: '0x0a0b0c0d' })
const participants = sampleParticipants(3)
const [address = ''] = participants
const signature = `0x${'1b'.repeat(65)}` as const

/** Frames of all types that carry something, as clients and relays write them. */
export const SAMPLE_FRAMES: readonly (ClientFrame | RelayFrame)[] = [
  { type: 'ask', room: ROOM },
  { type: 'enter', room: ROOM, participants, address, signature, policy: samplePolicy(address, signature) },
  { type: 'leave', room: ROOM },
  { type: 'publish', room: ROOM, id: 7, message: '0102ab' },
  { type: 'challenge', room: ROOM, origin: 'relay.test', nonce: `0x${'00'.repeat(32)}`, end: 1 },
  { type: 'entered', room: ROOM, others: participants },
  { type: 'presence', room: ROOM, others: [address] },
  { type: 'message', room: ROOM, from: address, message: '0102ab' },
  { type: 'published', room: ROOM, id: 7 },
  { type: 'refused', room: ROOM, id: null, reason: 'room full' },
]

/** One way to change the text of a frame. No reader may accept the result. Null if the frame has nothing to change. */
export interface FrameMutation {
  readonly name: string
  readonly change: (frame: ClientFrame | RelayFrame, draw: Draw) => string | null
}

type Fields = Record<string, unknown>

const pick = <T>(items: readonly T[], draw: Draw): T => items[draw(items.length)] as T
const anyName = (frame: object, draw: Draw): string => pick(Object.keys(frame), draw)
const withField = (frame: object, name: string, value: unknown): string => JSON.stringify({ ...frame, [name]: value })
/** Replaces a field if the frame has it. */
const replace = (name: string, valueOf: (value: unknown, draw: Draw) => unknown): FrameMutation['change'] => (frame, draw) =>
  name in frame ? withField(frame, name, valueOf((frame as unknown as Fields)[name], draw)) : null
const renamed = (frame: object, name: string, to: string): string =>
  JSON.stringify(Object.fromEntries(Object.entries(frame).map(([field, value]) => [field === name ? to : field, value])))

export const FRAME_MUTATIONS: readonly FrameMutation[] = [
  { name: 'the end is cut off', change: (frame, draw) => JSON.stringify(frame).slice(0, -1 - draw(JSON.stringify(frame).length - 1)) },
  { name: 'something stands behind the frame', change: (frame, draw) => JSON.stringify(frame) + pick([',', '}', '{}', 'x', '\0', JSON.stringify(frame)], draw) },
  { name: 'the frame is in a list or in quotes', change: (frame, draw) => JSON.stringify(pick([[frame], JSON.stringify(frame), { frame }], draw)) },
  { name: 'a field is missing', change: (frame, draw) => withField(frame, anyName(frame, draw), undefined) },
  { name: 'there is a further field', change: (frame, draw) => withField(frame, pick(['to', 'sig', 'participant', 'policies', '__proto', 'Type'], draw), pick([null, 1, '', {}], draw)) },
  {
    name: 'the name of a field has a letter that folds to the right one',
    change: (frame, draw) => {
      const name = pick(Object.keys(frame).filter(field => /[sk]/.test(field)), draw)
      return name === undefined ? null : renamed(frame, name, name.replace('s', 'ſ').replace('k', '\u212a'))
    },
  },
  { name: 'the name of a field is in upper case', change: (frame, draw) => { const name = anyName(frame, draw); return renamed(frame, name, name.toUpperCase()) } },
  { name: 'a field has a value of another kind', change: (frame, draw) => withField(frame, anyName(frame, draw), pick([[true], {}, true, -1, 0.5, 2 ** 53, [[]]], draw)) },
  { name: 'the type is not known', change: (frame, draw) => withField(frame, 'type', pick(['', 'join', 'Ask', 'publish ', 'toString', '__proto__', null], draw)) },
  { name: 'the room has another form', change: replace('room', (room, draw) => pick([String(room).toUpperCase(), `${String(room)} `, String(room).slice(1), String(room).slice(0, -1), `${String(room)}\n`, 'lobby', ''], draw)) },
  { name: 'the message is not lower-case hex', change: replace('message', (message, draw) => pick(['', '0', 'AB', '0x01', 'zz', `${String(message)} `, ` ${String(message)}`, `${String(message)}\n`, '٠١'], draw)) },
  { name: 'the signature has another length or form', change: replace('signature', (text, draw) => pick([String(text).slice(0, -2), `${String(text)}00`, String(text).slice(2), String(text).toUpperCase(), '0x', ''], draw)) },
  { name: 'the nonce has another length or form', change: replace('nonce', (text, draw) => pick([String(text).slice(0, -2), `${String(text)}00`, String(text).slice(2), ''], draw)) },
  { name: 'the address is not one', change: replace('address', (text, draw) => pick([`${String(text)}0`, String(text).slice(0, -1), String(text).replace('0x', '0X'), ''], draw)) },
  { name: 'nobody takes part, or somebody who is not an address', change: replace('participants', (list, draw) => pick([[], [''], [...participants, 'bob'], Array.from({ length: 257 }, () => address), list === null], draw)) },
  { name: 'somebody who is there has no address, or there are too many', change: replace('others', (_, draw) => pick([[''], [address.slice(1)], [0], address, 2, Array.from({ length: 257 }, () => address)], draw)) },
  { name: 'the reason is not known', change: replace('reason', (_, draw) => pick(['', 'Room full', 'banned', 'constructor'], draw)) },
  { name: 'the frame is longer than any frame', change: frame => JSON.stringify(frame) + ' '.repeat(70_000) },
]
