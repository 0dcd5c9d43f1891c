import { createEmbeddedClearnode, type EmbeddedCall, type EmbeddedConnection, type LatencyPoint } from '../../src/testing'
import { followMistakes } from './mistakes'
import { framesByConnection, type RecordedLine } from './recording'

export interface Replay {
  /** The frames that each connection received, by the label of the connection. */
  readonly received: ReadonlyMap<string, readonly string[]>
  /** How often the embedded node had several mistakes to name and was told which one was recorded. */
  readonly choices: number
  /** Each recorded login token with the token that the embedded node issued instead. */
  readonly tokens: readonly (readonly [recorded: string, issued: string])[]
}

/** Returns a promise where a message has to wait. */
export type Hold = (label: string, point: LatencyPoint, call: EmbeddedCall) => Promise<void> | undefined

const TOKEN = /"jwt_token":"([^"]+)"/

const settle = () => new Promise<void>((resolve) => { setImmediate(resolve) })

/**
 * Sends the recorded requests to an embedded ClearNode, at the recorded times. The node issues the recorded challenges
 * again, so that recorded signatures are valid, and recorded tokens are replaced by those that the node issues. A request
 * without a recorded answer was in process when its socket died, so it waits here until its socket closes.
 */
export async function replay(lines: readonly RecordedLine[], hold: Hold = () => undefined): Promise<Replay> {
  let now = 0
  let challenge = ''
  let recordedAnswer = ''
  const mistakes = followMistakes(() => recordedAnswer)
  const recorded = framesByConnection(lines, '<')
  const received = new Map([...recorded.keys()].map(label => [label, [] as string[]]))
  const answerTo = (frames: readonly string[] = [], id: string) => frames.find(frame => frame.startsWith(`{"res":[${id},`))
  const connections = new Map<string, EmbeddedConnection>()
  const labels: string[] = []
  const closes = new Map<string, PromiseWithResolvers>()
  const tokens: [string, string][] = []

  const node = createEmbeddedClearnode({
    clock: () => now,
    challenge: () => challenge,
    chooseMistake: mistakes.choose,
    drainsQueue: () => true,
    latency: (point, call) => {
      const label = labels[call.connection - 1] ?? ''
      const isUnanswered = call.method !== '' && answerTo(recorded.get(label), call.id) === undefined
      const untilClosed = isUnanswered ? closes.get(label)?.promise : undefined
      return (point === 'received' ? untilClosed : undefined) ?? hold(label, point, call)
    },
  })

  const connectionOf = (label: string): EmbeddedConnection => {
    const known = connections.get(label)
    if (known) return known
    labels.push(label)
    closes.set(label, withResolvers())
    const made = node.connect({
      onMessage: text => received.get(label)?.push(text),
      onClose: () => undefined,
    })
    connections.set(label, made)
    return made
  }

  for (const { t, c, d, raw, code, fund, note } of lines) {
    now = t ?? now
    if (fund) node.fund(fund.wallet, fund.asset, fund.amount)
    if (note === 'the node is restarted') node.restart()
    if (c === undefined) continue
    const connection = connectionOf(c)
    if (d === 'x') {
      connection.close(code)
      closes.get(c)?.resolve()
    }
    if (d === '>' && raw !== undefined) {
      const id = /^\{"req":\[(\d+),/.exec(raw)?.[1] ?? ''
      const answer = answerTo(recorded.get(c), id)
      recordedAnswer = answer ?? ''
      challenge = /"challenge_message":"([^"]+)"/.exec(answer ?? '')?.[1] ?? ''
      connection.receive(tokens.reduce((text, [old, issued]) => text.replaceAll(old, issued), raw))
      const recordedToken = TOKEN.exec(answer ?? '')?.[1]
      const issuedToken = TOKEN.exec(answerTo(received.get(c), id) ?? '')?.[1]
      if (recordedToken !== undefined && issuedToken !== undefined) tokens.push([recordedToken, issuedToken])
    }
    await settle()
  }
  return { received, choices: mistakes.count(), tokens }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

function withResolvers(): PromiseWithResolvers {
  let resolve = () => {}
  const promise = new Promise<void>((settled) => { resolve = settled })
  return { promise, resolve }
}
