import { otherId, padFrame, type FrameFormat } from '../faults/frameFormat'
import { sessionOf } from './frames'

const REQUEST_ID = /"req"\s*:\s*\[\s*(\d+)/
const ANSWER = /^\{"res":\[(\d+),"([^"]*)"/
const RESPONSE = '{"res":'

/**
 * The frames of protocol 0.5, for faults.
 * @param sign makes the signed frame of a response
 */
export const createClearnodeFrameFormat = (sign: (response: string) => string): FrameFormat => ({
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
  padding: characters => padFrame('{"res":[0,"padding",{"text":"', '"},0],"sig":[]}', characters),
})
