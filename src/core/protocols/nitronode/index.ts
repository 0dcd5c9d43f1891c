import type { AttemptOutcome } from '../../closing/types'
import type { ResolvedOptions } from '../../resolveOptions'
import type { Protocol } from '../protocol'
import { createAsk } from './calls'
import { judgeState, propose, sign, submissionsFor, submit } from './closing'
import { nitronodeCodec } from './codec'
import { Keys } from './keys'
import { fundingOf, readReleases } from './ledger'
import { createNodeInfoReader } from './nodeInfo'
import { createPacer } from './pacing'
import { checkCanClose } from './preflight'
import * as schemas from './schemas'
import { listSessions, readRow, readSession } from './sessions'

/** What the protocol needs of the client's options. */
export type NitronodeOptions = Pick<ResolvedOptions, 'url' | 'application' | 'sessionKey' | 'logins' | 'broker' | 'timeouts' | 'timers'>

/** Refusals after which the key of a login is of no use any more. */
const DEAD_KEY = 'SESSION_KEY_EXPIRED'

/** The protocol of nitronode 1.x: versions instead of stamps, and a close that repeats the split that is there. */
export function createNitronode(options: NitronodeOptions): Protocol {
  const pacer = createPacer(options.timers)
  const ask = createAsk(pacer)
  const keys = new Keys(options, ask)
  const nodeInfo = createNodeInfoReader(ask, options.broker)

  return {
    name: 'nitronode/1',
    codec: nitronodeCodec,
    isRepeatable: true,
    async ping(connection, deadline) {
      await ask(connection, { method: 'node.v1.ping', schema: schemas.nothing, options: { deadline } })
    },
    nodeInfo,
    authenticate: (connection, signer) => keys.authenticate(connection, signer),
    listSessions: (connection, query) => listSessions(ask, connection, query),
    readSession: async (connection, sessionId) => readSession(ask, connection, sessionId, await nodeInfo(connection)),
    async readBalances(connection, { wallet }) {
      return (await ask(connection, { method: 'user.v1.get_balances', params: { wallet }, schema: schemas.balances })).balances
    },
    interpretPush: () => null,
    checkCanClose,
    async planClosing(connection, { session, allocations, sessionData }, { wallet }) {
      const submissions = submissionsFor(session, allocations)
      const { broker } = await nodeInfo(connection)
      const paid = await readReleases(ask, connection, session.id, session.participants.map(({ address }) => address))
      return {
        wallet, broker, session, allocations, sessionData, submissions,
        baseline: paid.map(({ transactionId }) => transactionId),
        funded: fundingOf(session, paid),
      }
    },
    propose,
    sign,
    async submit(connection, plan, attempt, onLate) {
      const judge = async () => judgeState(await readRow(ask, connection, plan.session.id), plan, attempt.submission)
      const outcome = await submit(connection, attempt, {
        pacer, judge, overdue: options.timeouts.close, timers: options.timers, onLate,
      })
      if (outcome.kind === 'refused' && outcome.error.code === DEAD_KEY) attempt.signers.forEach(key => { keys.forget(key) })
      return outcome
    },
    readStatus: async (connection, { id }) => (await readRow(ask, connection, id)).status,
    async readFates({ connection }, plan, attempts) {
      const row = await readRow(ask, connection, plan.session.id)
      const fates = new Map<number, AttemptOutcome>()
      for (const { requestId, submission } of attempts) {
        const fate = judgeState(row, plan, submission)
        if (fate) fates.set(requestId, fate)
      }
      return fates
    },
    isFenced: async () => false,
    revokeKey: ({ connection, login }) => keys.revoke(connection, login),
    fencedFrom: () => 0,
    readPayouts: (connection, { id, participants }) =>
      readReleases(ask, connection, id, participants.map(({ address }) => address)),
  }
}
