import { otherId, padFrame, type Wire } from '../faults/wire'
import { sessionOf } from './frames'

const REQUEST_ID = /"req"\s*:\s*\[\s*(\d+)/
const ANSWER = /^\{"res":\[(\d+),"([^"]*)"/
const RESPONSE = '{"res":'

/**
 * Frames of the protocol 0.5, as faults see them.
 * @param sign makes a frame around a response
 */
export const createClearnodeWire = (sign: (response: string) => string): Wire => ({
  readRequest(text) {
    const id = REQUEST_ID.exec(text)?.[1] ?? ''
    let request: unknown
    try {
      request = (JSON.parse(text) as { readonly req?: unknown } | null)?.req
    } catch {
      request = undefined
    }
    const [, method, params] = Array.isArray(request) ? request as readonly unknown[] : []
    return { method: typeof method === 'string' ? method : '', id, sessionId: sessionOf(params) }
  },
  readAnswer(text) {
    const [, id = '', method = ''] = ANSWER.exec(text) ?? []
    return { id, method, isPush: id === '0' }
  },
  withOtherId(text, by) {
    const response = text.slice(RESPONSE.length, text.lastIndexOf(',"sig":'))
    return sign(response.replace(/^\[(\d+)/, (_, id: string) => `[${otherId(id, by)}`))
  },
  garbage: '{"res":[7,"close_app',
  fakeFrame: characters => padFrame('{"res":[0,"padding",{"text":"', '"},0],"sig":[]}', characters),
})
