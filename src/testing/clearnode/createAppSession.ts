import type { Stages } from '../embedded/messageQueue'
import { Refusal } from '../embedded/refusal'
import { compare, signOf } from '../formats/decimal'
import { GoStruct } from '../formats/goStruct'
import { readAllocations, refuseNegative, refuseNul } from './allocations'
import { describeChange, sessionIdOf, type AppDefinition } from './appSessions'
import type { Answer, CallContext } from './calls'
import { checkDepositByKey, draftDeposit, signatureOf } from './deposits'
import { recoverSigners } from './signing'

const FAILURE = 'failed to create application session'
const PROTOCOLS: readonly string[] = ['NitroRPC/0.2', 'NitroRPC/0.4']

/**
 * `create_app_session`: every participant with an allocation above zero must sign, and the amount is taken from their
 * unified balance.
 */
export function* createAppSession({ node, call }: CallContext): Stages<Answer> {
  const fields = new GoStruct(call.params)
  const definition = readDefinition(fields.struct('definition'))
  const allocations = readAllocations(fields)
  const sessionData = fields.optionalText('session_data') ?? ''
  const signers = recoverSigners(call, 'failed to get signers from RPC message')

  checkDefinition(definition)
  const id = sessionIdOf(definition)
  yield 'verified'

  const deposits = allocations.filter(({ amount }) => signOf(amount) !== 0)
  const draft = node.ledger.draft()
  for (const row of deposits) {
    const { participant, asset, amount } = row
    refuseNegative(row)
    const signature = signatureOf(participant, signers, node.sessionKeys)
    if (!signature) throw new Refusal(`missing signature for participant ${participant}`)
    const { sessionKey } = signature
    if (sessionKey !== null) {
      checkDepositByKey(node.sessionKeys, draft, { sessionKey, application: definition.application, asset, amount })
    }
    if (compare(amount, draft.balance(participant, participant, asset)) > 0) {
      throw new Refusal(`insufficient funds: ${participant} for asset ${asset}`)
    }
    draftDeposit(draft, { participant, sessionId: id, asset, amount, sessionKey })
  }
  // On a real node the table refuses these rows, and the text of the database does not reach the client.
  refuseNul(sessionData, FAILURE)
  if (node.sessions.find(id) || !fitsTable(definition)) throw new Refusal(FAILURE)
  yield 'checked'

  draft.commit()
  node.sessions.add(id, definition, sessionData)
  yield 'committed'

  node.pushBalances(deposits.map(({ participant }) => participant))
  return { params: describeChange(id, 'open', 1n) }
}

function readDefinition(fields: GoStruct): AppDefinition {
  return {
    application: fields.text('application'),
    protocol: fields.text('protocol'),
    participants: fields.texts('participants'),
    weights: fields.integers('weights'),
    quorum: fields.unsigned('quorum', 64),
    challenge: fields.unsigned('challenge', 64),
    nonce: fields.unsigned('nonce', 64),
  }
}

function checkDefinition({ protocol, participants, weights, quorum, nonce }: AppDefinition): void {
  if (!PROTOCOLS.includes(protocol)) throw new Refusal(`unsupported protocol: ${protocol}`)
  if (participants.length < 2) throw new Refusal('invalid number of participants')
  if (weights.length !== participants.length) throw new Refusal('number of weights must be equal to participants')
  if (nonce === 0n) throw new Refusal('nonce is zero or not provided')
  const negative = weights.findIndex(weight => weight < 0n)
  if (negative >= 0) throw new Refusal(`participant ${participants[negative]} weight cannot be negative`)
  const total = BigInt.asIntN(64, weights.reduce((sum, weight) => sum + weight, 0n))
  if (quorum > BigInt.asUintN(64, total)) {
    throw new Refusal(`target quorum (${quorum}) cannot be greater than total sum of weights (${total})`)
  }
}

/** Weights have 32 bits in the node's table, other numbers 64, all of them with a sign. */
function fitsTable({ weights, quorum, challenge, nonce }: AppDefinition): boolean {
  return weights.every(weight => weight < 2n ** 31n) && [quorum, challenge, nonce].every(number => number < 2n ** 63n)
}
