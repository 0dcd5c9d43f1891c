import { createEmbeddedNitronode, type EmbeddedConnection, type EmbeddedNitronodeOptions } from '../../src/testing'
import { followMistakes } from './mistakes'
import { framesByConnection, type RecordedLine } from './recording'

export interface NitronodeReplay {
  /** The frames that each connection received, by the label of the connection. */
  readonly received: ReadonlyMap<string, readonly string[]>
  /** How often the embedded node had several mistakes to name and was told which one was recorded. */
  readonly choices: number
}

const UPDATED = /^\[2,\d+,"app_sessions\.v1\.submit_app_state"/

const settle = () => new Promise<void>((resolve) => { setImmediate(resolve) })

/** The recorded answer to each recorded request. A request whose socket died has none. */
function answersTo(lines: readonly RecordedLine[]): ReadonlyMap<RecordedLine, string> {
  const waiting = new Map<string, RecordedLine[]>()
  const answers = new Map<RecordedLine, string>()
  for (const line of lines) {
    const { c = '', d, raw = '' } = line
    const requests = waiting.get(c) ?? []
    waiting.set(c, requests)
    if (d === '>') requests.push(line)
    const request = d === '<' ? requests.shift() : undefined
    if (request) answers.set(request, raw)
  }
  return answers
}

/**
 * Sends the recorded requests to an embedded nitronode. Its clock shows the time of the recorded answer. While an update is
 * written, it shows the time of the request, since the node dates payouts before it answers. A request without a recorded
 * answer was in process when its socket died, so it waits here until its socket closes.
 */
export async function replayNitronode(
  lines: readonly RecordedLine[], options: EmbeddedNitronodeOptions = {},
): Promise<NitronodeReplay> {
  let [now, answeredAt] = [0, 0]
  let answer = ''
  let untilClosed: Promise<void> | undefined
  const answers = answersTo(lines)
  const mistakes = followMistakes(() => answer)
  const received = new Map([...framesByConnection(lines, '<').keys()].map(label => [label, [] as string[]]))
  const connections = new Map<string, EmbeddedConnection>()
  const closes = new Map<string, () => void>()
  const node = createEmbeddedNitronode({
    clock: () => now,
    // close-errors.jsonl has 28 messages within 0.4 s. The recorded node had a higher limit than the default.
    rateLimit: { perSecond: 100, burst: 100 },
    chooseMistake: mistakes.choose,
    ...options,
    latency: (point, call) => {
      if (point === 'committed') now = answeredAt
      return (point === 'received' ? untilClosed : undefined) ?? options.latency?.(point, call)
    },
  })
  for (const line of lines) {
    const { t = now, c, d, raw, code, fund } = line
    const recorded = answers.get(line)
    answer = recorded ?? ''
    answeredAt = Number(/,(\d{13})\]$/.exec(answer)?.[1] ?? t)
    now = UPDATED.test(answer) ? t : answeredAt
    if (fund) node.fundSession(fund.app_session_id ?? '', fund.wallet, fund.asset, fund.amount)
    if (c === undefined) continue
    const connection = connections.get(c)
      ?? node.connect({ onMessage: text => received.get(c)?.push(text), onClose: () => undefined })
    connections.set(c, connection)
    if (d === 'x') {
      connection.close(code)
      closes.get(c)?.()
    }
    if (d === '>' && raw !== undefined) {
      untilClosed = recorded === undefined ? new Promise((resolve) => { closes.set(c, resolve) }) : undefined
      connection.receive(raw)
    }
    await settle()
  }
  return { received, choices: mistakes.count() }
}
