import { sessionOf } from '../clearnode/frames'

/** What arrives where a frame is garbled. */
export const GARBAGE = '{"res":[7,"close_app'

const REQUEST_ID = /"req"\s*:\s*\[\s*(\d+)/
const ANSWER = /^\{"res":\[(\d+),"([^"]*)"/
const RESPONSE = '{"res":'

/** Method, id and session of a request; empty where it cannot be read. */
export function readRequest(text: string): { readonly method: string, readonly id: string, readonly sessionId: string | null } {
  const id = REQUEST_ID.exec(text)?.[1] ?? ''
  let request: unknown
  try {
    request = (JSON.parse(text) as { readonly req?: unknown } | null)?.req
  } catch {
    request = undefined
  }
  const [, method, params] = Array.isArray(request) ? request as readonly unknown[] : []
  return { method: typeof method === 'string' ? method : '', id, sessionId: sessionOf(params) }
}

/** Id and method of a frame of the node. */
export function readAnswer(text: string): { readonly id: string, readonly method: string } {
  const [, id = '', method = ''] = ANSWER.exec(text) ?? []
  return { id, method }
}

/** The same response with another id, signed again. Counts up where counting down would leave the ids. */
export function withOtherId(text: string, by: number, sign: (response: string) => string): string {
  const response = text.slice(RESPONSE.length, text.lastIndexOf(',"sig":'))
  return sign(response.replace(/^\[(\d+)/, (_, id: string) => {
    const other = BigInt(id) + BigInt(by)
    // Ids are above zero; 0 would be a push.
    return `[${other > 0n ? other : BigInt(id) - BigInt(by)}`
  }))
}

/** A push of so many characters that means nothing. */
export function fakeFrame(characters: number): string {
  const [head, tail] = ['{"res":[0,"padding",{"text":"', '"},0],"sig":[]}']
  return `${head}${'x'.repeat(Math.max(0, characters - head.length - tail.length))}${tail}`
}
