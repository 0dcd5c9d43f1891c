import type { AttemptOutcome } from '../../closing/types'
import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import type { ResolvedOptions } from '../../client/resolveOptions'
import type { SessionQuery } from '../../sessions/types'
import type { Hex } from '../../types'
import type { Protocol } from '../protocol'
import { createAsk } from './calls'
import { judgeState, propose, sign, signedBefore, submissionsFor, submit } from './closing'
import { nitronodeCodec } from './codec'
import { Keys } from './keys'
import { fundingOf, Releases } from './ledger'
import { createNodeInfoReader } from './nodeInfo'
import { createPacer } from './pacing'
import { checkCanClose } from './preflight'
import * as schemas from './schemas'
import { listSessions, readRow, toSession } from './sessions'
import { createWatching } from './watching'

/** What the protocol needs of the client's options. */
export type NitronodeOptions = Pick<ResolvedOptions, 'url' | 'application' | 'sessionKey' | 'logins' | 'broker' | 'timeouts' | 'timers'>

/** A harmless call. */
const PING = { method: 'node.v1.ping', schema: schemas.nothing }

/** Refusals after which the key of a login is of no use any more. */
const DEAD_KEY = 'SESSION_KEY_EXPIRED'

/** The protocol of nitronode 1.x: versions instead of stamps, and a close that repeats the split that is there. */
export function createNitronode(options: NitronodeOptions): Protocol {
  const pacer = createPacer(options.timers)
  const ask = createAsk(pacer)
  /** For closings, which must not wait behind what is read for the screen. */
  const hurry = createAsk(pacer, true)
  const keys = new Keys(options, hurry)
  const nodeInfo = createNodeInfoReader(hurry, options.broker)
  const row = (connection: Connection, sessionId: Hex, by = ask) => readRow(by, connection, sessionId, watching.note)
  const list = async (connection: Connection, query: SessionQuery) => {
    const rows = await listSessions(ask, connection, query, watching.note)
    watching.noteList(query, rows.map(({ id }) => id))
    return rows
  }
  const balances = async (connection: Connection, wallet: string) =>
    (await ask(connection, { method: 'user.v1.get_balances', params: { wallet }, schema: schemas.balances })).balances
  const watching = createWatching(options.timers, { session: row, list, balances })

  return {
    name: 'nitronode/1',
    codec: nitronodeCodec,
    // A state counts for one version of the session, so only one of several submissions of it can be booked.
    resending: { rule: 'at once' },
    canPayTwice: false,
    tellsOutcomesToAll: true,
    async ping(connection, deadline) {
      await ask(connection, { ...PING, options: { deadline } })
    },
    nodeInfo,
    authenticate: (connection, signer) => keys.authenticate(connection, signer),
    listSessions: list,
    async readSession(connection, sessionId, isUrgent) {
      const info = await nodeInfo(connection)
      return toSession(await row(connection, sessionId, isUrgent ? hurry : ask), info)
    },
    readBalances: (connection, { wallet }) => balances(connection, wallet),
    follow: watching.follow,
    interpretPush: () => null,
    checkCanClose,
    async planClosing(connection, { session, allocations, sessionData }, { wallet }) {
      const submissions = submissionsFor(session, allocations)
      const { broker } = await nodeInfo(connection)
      const baseline = await new Releases(hurry, connection, session).readBaseline()
      // What was paid in between would be taken for paid before.
      const { version, status } = await row(connection, session.id, hurry)
      if (version !== session.version || status !== session.status) {
        throw new NitroliteError('SESSION_CHANGED', { node: `version ${version}, ${status}` })
      }
      return { wallet, broker, session, allocations, sessionData, submissions, baseline, funded: fundingOf(session) }
    },
    propose,
    async sign(access, { session }, proposal, earlier) {
      const known = signedBefore(proposal, earlier, key => keys.isEnded(key))
      if (known && (!known.policy || await keys.isTaken(access.connection, known.policy))) return known
      const { connection } = access
      const { socketName } = connection
      const signed = await sign(proposal, await keys.signerOf(access, session.application))
      // A person may have taken their time, and the socket not: at the other end may be another node now.
      await connection.whenReady()
      if (connection.socketName !== socketName) await hurry(connection, PING)
      return signed
    },
    async submit(connection, plan, attempt, onLate) {
      const judge = async () => judgeState(await row(connection, plan.session.id, hurry), plan, attempt.submission)
      const outcome = await submit(connection, attempt, {
        pacer, judge, overdue: options.timeouts.close, timers: options.timers, onLate,
      })
      if (outcome.kind === 'refused' && outcome.error.code === DEAD_KEY) attempt.signers.forEach(key => { keys.forget(key) })
      return outcome
    },
    readStatus: async (connection, { id }) => (await row(connection, id, hurry)).status,
    async readOutcomes({ connection }, plan, attempts) {
      const present = await row(connection, plan.session.id, hurry)
      const outcomes = new Map<number, AttemptOutcome>()
      for (const { requestId, submission } of attempts) {
        const outcome = judgeState(present, plan, submission)
        if (outcome) outcomes.set(requestId, outcome)
      }
      return outcomes
    },
    revokeKey: ({ connection, login }) => keys.revoke(connection, login),
    readPayouts: (connection, { session, baseline }) => new Releases(hurry, connection, session).readSince(baseline),
  }
}
