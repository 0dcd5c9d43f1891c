import { Refusal } from '../embedded/refusal'
import type { GoValue } from '../formats/goJson'
import { GoStruct } from '../formats/goStruct'
import { goQuote } from '../formats/goTexts'
import { normalizeAddress, parseUnsigned } from './fields'
import { definitionDigest, sessionIdOf, type Definition } from './encoding'
import type { CallFrame } from './frames'
import { APPLICATION_FORM, checkDataLength, checkSignatureCount, checkStorable } from './limits'
import { checkQuorum } from './quorum'
import type { NitronodeState, SessionRow } from './state'

const MOST_PARTICIPANTS = 32
/** The node passes on the texts of its database. */
const CREATION_FAILED = 'failed to create app session: failed to create app session'
const EXISTS = 'ERROR: duplicate key value violates unique constraint "app_sessions_v1_pkey" (SQLSTATE 23505)'

/** A new session. It has no funds, because deposits come from outside. */
export function newSession(definition: Definition, sessionData: string): SessionRow {
  const { application, participants, quorum, nonce } = definition
  return {
    id: sessionIdOf(definition),
    application,
    quorum,
    nonce,
    participants: participants.map(({ wallet, weight }) => ({ wallet: wallet.toLowerCase(), weight })),
    status: 'open',
    version: 1n,
    sessionData,
    allocations: new Map(),
  }
}

/** Creates a session. The checks are in the node's order. Recorded: the random recordings. */
export function createAppSession(node: NitronodeState, { payload }: CallFrame): GoValue {
  const { given, sessionData, signatures } = readRequest(payload)
  const { participants, application, quorum } = given
  if (participants.length > MOST_PARTICIPANTS) {
    throw new Refusal(`participants array exceeds maximum length of ${MOST_PARTICIPANTS}`)
  }
  checkSignatureCount(signatures, participants)
  checkDataLength(sessionData)
  if (application === '') throw new Refusal('application id is required')
  if (!APPLICATION_FORM.test(application)) throw new Refusal(`invalid application id: must match ${APPLICATION_FORM.source}`)
  const nonce = parseUnsigned(given.nonce).value
  if (nonce === undefined) throw new Refusal('invalid app definition')
  if (nonce === 0n) throw new Refusal('nonce must be non-zero')
  if (quorum === 0n) throw new Refusal('quorum must be greater than zero')
  const definition: Definition = { application, participants: normalizeParticipants(participants), quorum, nonce }
  const total = participants.reduce((sum, { weight }) => sum + weight, 0n)
  if (quorum > total) throw new Refusal(`target quorum (${quorum}) cannot be greater than total sum of weights (${total})`)
  if (signatures.length === 0) throw new Refusal('no signatures provided')
  const session = newSession(definition, sessionData)
  checkQuorum(node, session, definitionDigest(definition, sessionData), signatures)
  checkStorable(sessionData, CREATION_FAILED)
  if (node.sessions.has(session.id)) throw new Refusal(`${CREATION_FAILED}: ${EXISTS}`)
  node.sessions.set(session.id, session)
  return { app_session_id: session.id, status: 'open', version: '1' }
}

function readRequest(payload: string) {
  const request = new GoStruct(payload)
  const definition = request.struct('definition')
  // The node does not use it, but refuses a request in which it is not a text.
  request.text('owner_sig')
  return {
    given: {
      application: definition.text('application_id'),
      participants: definition.structs('participants', participant =>
        ({ wallet: participant.text('wallet_address'), weight: participant.unsigned('signature_weight', 8) })),
      quorum: definition.unsigned('quorum', 8),
      nonce: definition.text('nonce'),
    },
    sessionData: request.text('session_data'),
    signatures: request.texts('quorum_sigs'),
  }
}

function normalizeParticipants(participants: Definition['participants']): Definition['participants'] {
  const seen = new Set<string>()
  return participants.map(({ wallet: given, weight }) => {
    const wallet = normalizeAddress(given, `invalid participant wallet_address ${goQuote(given)}: `)
    if (seen.has(wallet)) throw new Refusal(`duplicate participant address: ${given}`)
    seen.add(wallet)
    return { wallet, weight }
  })
}
