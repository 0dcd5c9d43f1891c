import type { Stages } from '../embedded/messageQueue'
import { Refusal } from '../embedded/refusal'
import type { GoValue } from '../formats/goJson'
import { createAppSession } from './createAppSession'
import { encodeError, encodeResponse, type BadFrame, type CallFrame } from './frames'
import { getLastKeyStates, submitKeyState } from './keyStates'
import * as reads from './reads'
import * as sessionReads from './sessionReads'
import type { NitronodeState } from './state'
import { submitAppState } from './submitAppState'

type Method = (node: NitronodeState, frame: CallFrame) => GoValue

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['node.v1.ping', () => ({})],
  ['node.v1.get_config', reads.getConfig],
  ['node.v1.get_assets', reads.getAssets],
  ['user.v1.get_balances', reads.getBalances],
  ['user.v1.get_transactions', reads.getTransactions],
  ['app_sessions.v1.get_app_sessions', sessionReads.getAppSessions],
  ['app_sessions.v1.get_app_definition', sessionReads.getAppDefinition],
  ['app_sessions.v1.create_app_session', createAppSession],
  ['app_sessions.v1.submit_session_key_state', submitKeyState],
  ['app_sessions.v1.get_last_key_states', getLastKeyStates],
])

/** Processes one message, from the queue to the answer. */
export function* processFrame(node: NitronodeState, frame: CallFrame | BadFrame, send: (text: string) => void): Stages<void> {
  const failure = yield 'received'
  if (frame.kind === 'bad') {
    send(encodeError(frame, 'invalid message format', node.clock()))
    return
  }
  try {
    if (failure !== undefined) throw new Refusal(failure)
    const payload = frame.method === 'app_sessions.v1.submit_app_state'
      ? yield* submitAppState(node, frame)
      : call(node, frame)
    send(encodeResponse(frame, payload, node.clock()))
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    send(encodeError(frame, thrown.message, node.clock()))
  }
}

function call(node: NitronodeState, frame: CallFrame): GoValue {
  const method = METHODS.get(frame.method)
  if (!method) throw new Refusal(`unknown method: ${frame.method}`)
  return method(node, frame)
}
