import { hintOfFields, hintOfPayload } from './frameHints'

/** A frame as shown in the log. */
export interface DescribedFrame {
  readonly kind: 'request' | 'response' | 'push' | 'error' | 'unreadable'
  readonly method: string
  /** Empty for pushes and unreadable frames. */
  readonly id: string
  /** The text of an error, or a few words about the content of the frame. */
  readonly hint: string
  /** Indented JSON with masked tokens, or the original text if it is not JSON. */
  readonly pretty: string
}

type Described = Omit<DescribedFrame, 'pretty'>

const TOKENS: readonly string[] = ['jwt', 'jwt_token']

/** The client already masks tokens; the log masks them again rather than depend on that. */
const mask = (key: string, value: unknown): unknown => TOKENS.includes(key) && typeof value === 'string' ? '•••' : value

/** The types of nitronode 1.x frames. */
const KINDS: Readonly<Record<string, DescribedFrame['kind']>> = { 1: 'request', 2: 'response', 3: 'push', 4: 'error' }

/** Describes a nitronode 1.x frame: `[type, id, method, payload, ts]`. */
function describeList([type, , method, payload]: readonly unknown[], text: string): Described | null {
  const kind = KINDS[String(type)]
  if (!kind) return null
  const id = /^\s*\[\s*\d+\s*,\s*(\d+)/.exec(text)?.[1] ?? ''
  return { kind, method: String(method) || 'error', id: kind === 'push' ? '' : id, hint: hintOfPayload(payload) }
}

/** Describes a ClearNode 0.5 frame: `{ req: [id, method, params, ts] }`, or the same with `res` or `err`. */
function describeObject(frame: { req?: unknown, res?: unknown, err?: unknown }, text: string): Described | null {
  const body = frame.req ?? frame.res ?? frame.err
  if (!Array.isArray(body)) return null
  const method = frame.err === undefined ? String(body[1]) : 'error'
  const id = /\[\s*(\d+)/.exec(text)?.[1] ?? ''
  const kind = method === 'error' ? 'error' : frame.req !== undefined ? 'request' : id === '0' ? 'push' : 'response'
  return { kind, method, id: kind === 'push' ? '' : id, hint: frame.err === undefined ? hintOfFields(body[2]) : String(body[2]) }
}

/** Describes a frame of either protocol. Takes ids from the text, because parsed JSON numbers lose digits. */
export function describeFrame(text: string): DescribedFrame {
  const unreadable: DescribedFrame = { kind: 'unreadable', method: '', id: '', hint: text.slice(0, 80), pretty: text }
  try {
    const frame = JSON.parse(text) as object
    const described = Array.isArray(frame) ? describeList(frame, text) : describeObject(frame, text)
    return described ? { ...described, pretty: JSON.stringify(JSON.parse(text, mask), null, 2) } : unreadable
  }
  catch {
    return unreadable
  }
}
