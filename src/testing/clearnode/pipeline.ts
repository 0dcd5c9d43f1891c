import { authorise } from './auth'
import type { NodeConnection } from './connection'
import type { BadFrame, CallFrame } from './frames'
import { Refusal } from '../network/refusal'
import { CHANGING_METHODS, PRIVATE_METHODS, PUBLIC_METHODS, type Answer, type CallContext } from './routes'
import type { Stages } from '../network/messageQueue'
import type { ClearnodeState } from './state'

/**
 * One message from the queue to the answer:
 * received → routed → login and age of the stamp → checks → booking → pushes to others → `bu` to the caller →
 * history → answer → (after a login) first pushes.
 * The order of pushes, history and answer is the recorded one; history is written although the socket is gone.
 */
export function* processFrame(
  node: ClearnodeState,
  connection: NodeConnection,
  frame: CallFrame | BadFrame,
): Stages<void> {
  const failure = yield 'received'
  if (frame.kind === 'bad') {
    const id = frame.id === 0n ? BigInt(node.clock()) : frame.id
    connection.send(node.sign(node.response(id, 'error', { error: frame.text })))
    return
  }
  const { id, method } = frame
  if (failure !== undefined) {
    connection.send(node.sign(node.response(id, 'error', { error: failure })))
    return
  }
  const context: CallContext = { node, call: frame, wallet: connection.wallet }
  const gate = (): void => authorise(node, connection.wallet, connection.policy, frame.ts)
  const read = PUBLIC_METHODS.get(method) ?? PRIVATE_METHODS.get(method)
  const change = CHANGING_METHODS.get(method)

  if (change) {
    const refused = attempt(gate)
    if (refused !== null) {
      connection.send(node.sign(node.response(id, 'error', { error: refused })))
      return
    }
    const response = yield* respond(context, change(context))
    node.pushBalances([context.wallet])
    node.history.add(context.wallet, frame, response)
    connection.send(node.sign(response))
    return
  }

  let login: Answer['login']
  const refused = attempt(() => {
    if (!read) throw new Refusal(`unknown method: ${method}`)
    if (PRIVATE_METHODS.has(method)) gate()
    const answer = read(context)
    login = answer.login
    connection.send(node.sign(node.response(id, answer.method ?? method, answer.params)))
  })
  if (refused !== null) connection.send(node.sign(node.response(id, 'error', { error: refused })))
  if (login) connection.logIn(login)
}

function* respond({ node, call }: CallContext, stages: Stages<Answer>): Stages<string> {
  try {
    const answer = yield* stages
    return node.response(call.id, call.method, answer.params)
  } catch (thrown) {
    if (thrown instanceof Refusal) return node.response(call.id, 'error', { error: thrown.message })
    throw thrown
  }
}

/** Text of the refusal, or null where there is none. */
function attempt(work: () => void): string | null {
  try {
    work()
    return null
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.message
    throw thrown
  }
}
