/** A frame as the log shows it. */
export interface DescribedFrame {
  readonly kind: 'request' | 'response' | 'push' | 'error' | 'unreadable'
  readonly method: string
  /** Empty for pushes and what cannot be read. */
  readonly id: string
  /** The error's text, or a few words on what the frame is about. */
  readonly hint: string
  /** Indented JSON, tokens masked; the text as it is where it is no JSON. */
  readonly pretty: string
}

const TOKENS: readonly string[] = ['jwt', 'jwt_token']

/** The client masks tokens already; a log on screen does not rely on that. */
const mask = (key: string, value: unknown): unknown => TOKENS.includes(key) && typeof value === 'string' ? '•••' : value

const SPOKEN_OF: readonly string[] = ['status', 'app_session_id', 'account_id', 'application', 'address', 'participant']

function hintOf(params: unknown): string {
  const fields = Object(Array.isArray(params) ? params[0] : params) as Record<string, unknown>
  if (typeof fields['error'] === 'string') return fields['error']
  return SPOKEN_OF.flatMap(name => {
    const value = fields[name]
    if (typeof value !== 'string' || value === '') return []
    return value.startsWith('0x') && value.length > 12 ? `${value.slice(0, 6)}…${value.slice(-4)}` : value
  }).slice(0, 2).join(' · ')
}

/** Reads a frame for people. Ids are taken from the text, since JSON numbers lose digits. */
export function describeFrame(text: string): DescribedFrame {
  const unreadable: DescribedFrame = { kind: 'unreadable', method: '', id: '', hint: text.slice(0, 80), pretty: text }
  try {
    const frame = JSON.parse(text) as { req?: unknown, res?: unknown, err?: unknown }
    const body = frame.req ?? frame.res ?? frame.err
    if (!Array.isArray(body)) return unreadable
    const method = frame.err === undefined ? String(body[1]) : 'error'
    const id = /\[\s*(\d+)/.exec(text)?.[1] ?? ''
    const kind = method === 'error' ? 'error' : frame.req !== undefined ? 'request' : id === '0' ? 'push' : 'response'
    return {
      kind,
      method,
      id: kind === 'push' ? '' : id,
      hint: frame.err === undefined ? hintOf(body[2]) : String(body[2]),
      pretty: JSON.stringify(JSON.parse(text, mask), null, 2),
    }
  }
  catch {
    return unreadable
  }
}
