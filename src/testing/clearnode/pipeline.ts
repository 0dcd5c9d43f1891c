import type { Stages } from '../embedded/messageQueue'
import { Refusal, refusalOf } from '../embedded/refusal'
import { authorise } from './auth'
import type { Answer, CallContext } from './calls'
import type { BadFrame, CallFrame } from './frames'
import { CHANGING_METHODS, PRIVATE_METHODS, PUBLIC_METHODS } from './routes'
import type { ClearnodeState } from './state'
import type { Policy } from './tokens'

/** The connection that a message came from. */
interface Caller {
  /** Empty before a login. */
  readonly wallet: string
  readonly policy: Policy | null
  send(text: string): void
  logIn(policy: Policy): void
}

/**
 * Processes one message: login and age of the timestamp → checks → write to the ledger → pushes to others → `bu` to the
 * caller → history → answer → (after a login) first pushes.
 * The recordings show this order of pushes, history and answer. The history is written even if the socket is gone.
 */
export function* processFrame(node: ClearnodeState, caller: Caller, frame: CallFrame | BadFrame): Stages<void> {
  const failure = yield 'received'
  if (frame.kind === 'bad') {
    const id = frame.id === 0n ? BigInt(node.clock()) : frame.id
    caller.send(node.sign(node.response(id, 'error', { error: frame.text })))
    return
  }
  const { id, method } = frame
  if (failure !== undefined) {
    caller.send(node.sign(node.response(id, 'error', { error: failure })))
    return
  }
  const context: CallContext = { node, call: frame, wallet: caller.wallet }
  const checkLogin = (): void => authorise(node, caller.wallet, caller.policy, frame.ts)
  const read = PUBLIC_METHODS.get(method) ?? PRIVATE_METHODS.get(method)
  const change = CHANGING_METHODS.get(method)

  if (change) {
    const refused = refusalOf(checkLogin)
    if (refused !== null) {
      caller.send(node.sign(node.response(id, 'error', { error: refused })))
      return
    }
    const response = yield* respond(context, change(context))
    node.pushBalances([context.wallet])
    node.history.add(context.wallet, frame, response)
    caller.send(node.sign(response))
    return
  }

  let login: Answer['login']
  const refused = refusalOf(() => {
    if (!read) throw new Refusal(`unknown method: ${method}`)
    if (PRIVATE_METHODS.has(method)) checkLogin()
    const answer = read(context)
    login = answer.login
    caller.send(node.sign(node.response(id, answer.method ?? method, answer.params)))
  })
  if (refused !== null) caller.send(node.sign(node.response(id, 'error', { error: refused })))
  if (login) caller.logIn(login)
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
