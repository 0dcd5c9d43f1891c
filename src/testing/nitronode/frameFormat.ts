import { otherId, padFrame, type FrameFormat } from '../faults/frameFormat'
import { sessionOf } from './frames'

const ANSWER = /^\[[24],(\d+),"([^"]*)"/

/** The frames of protocol 1.x, for faults. */
export const nitronodeFrameFormat: FrameFormat = {
  readRequest(text) {
    let frame: unknown
    try {
      frame = JSON.parse(text)
    } catch {
      frame = null
    }
    const [, , method, payload] = Array.isArray(frame) ? frame as readonly unknown[] : []
    const id = /^\s*\[\s*\d+\s*,\s*(\d+)/.exec(text)?.[1] ?? ''
    return { method: typeof method === 'string' ? method : '', id, sessionId: sessionOf(payload) }
  },
  readAnswer(text) {
    const [, id = '', method = ''] = ANSWER.exec(text) ?? []
    return { id, method, isPush: false }
  },
  withOtherId: (text, by) => text.replace(/^\[(\d),(\d+)/, (_, type: string, id: string) => `[${type},${otherId(id, by)}`),
  garbage: '[2,7,"app_sessions.v1.sub',
  padding: characters => padFrame('[3,0,"padding",{"text":"', '"},0]', characters),
}
