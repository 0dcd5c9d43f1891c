import { Refusal } from '../embedded/refusal'
import type { GoValue } from '../formats/goJson'
import { definitionDigest, sessionIdOf, type Definition } from './encoding'
import type { Frame } from './frames'
import { readAddress, readCount, readFields, readList, readText, readUint64 } from './params'
import { checkQuorum } from './quorum'
import type { NitronodeState, SessionRow } from './state'

/** A new session. It has no funds, because deposits come from outside. */
export function newSession(definition: Definition, sessionData: string): SessionRow {
  const { application, participants, quorum, nonce } = definition
  return {
    id: sessionIdOf(definition),
    application,
    quorum,
    nonce,
    participants: participants
      .map(({ wallet, weight }) => ({ wallet: wallet.toLowerCase(), weight }))
      .sort((a, b) => a.wallet < b.wallet ? -1 : 1),
    status: 'open',
    version: 1n,
    sessionData,
    allocations: new Map(),
  }
}

export function createAppSession(node: NitronodeState, { payload }: Frame): GoValue {
  const request = readFields(payload)
  const given = readFields(request.definition)
  const definition: Definition = {
    application: readText(given.application_id),
    participants: readList(given.participants).map((participant) => {
      const { wallet_address, signature_weight } = readFields(participant)
      return { wallet: readAddress(wallet_address, 'failed to parse parameters'), weight: readCount(signature_weight) }
    }),
    quorum: readCount(given.quorum),
    nonce: readUint64(given.nonce, 'failed to parse parameters'),
  }
  const sessionData = readText(request.session_data)
  const session = newSession(definition, sessionData)
  checkQuorum(node, session, definitionDigest(definition, sessionData), readList(request.quorum_sigs).map(signature => readText(signature)))
  if (node.sessions.has(session.id)) throw new Refusal('app session already exists')
  node.sessions.set(session.id, session)
  return { app_session_id: session.id, status: 'open', version: '1' }
}
