import type { ResolvedOptions } from '../../client/resolveOptions'
import type { AttemptOutcome } from '../../closing/types'
import { NitroliteError } from '../../errors/errors'
import type { Protocol } from '../protocol'
import { createAsk } from './calls'
import { judgeState, propose, sign, signedBefore, submissionsFor, submit } from './closing'
import { nitronodeCodec } from './codec'
import { SessionKeys } from './keys'
import { fundingOf, Releases } from './ledger'
import { createNodeInfoReader } from './nodeInfo'
import { createPacer } from './pacing'
import { checkCanClose } from './preflight'
import { Reads } from './reads'
import * as schemas from './schemas'
import { SeenSessions } from './seenSessions'
import { toSession, toSummary } from './sessions'
import { createFollow } from './watching'

/** The client's options that this protocol needs. */
export type NitronodeOptions = Pick<ResolvedOptions, 'url' | 'application' | 'sessionKey' | 'logins' | 'broker' | 'timeouts' | 'timers' | 'signatures'>

const PING = { method: 'node.v1.ping', schema: schemas.nothing }

/**
 * The protocol of nitronode 1.x. States of a session have versions instead of timestamps, requests and answers are not signed,
 * and a close must repeat the session's present allocations.
 */
export function createNitronode(options: NitronodeOptions): Protocol {
  const pacer = createPacer(options.timers)
  const ask = createAsk(pacer)
  /** For closings and logins, which must not wait behind what is read for the screen. */
  const askUrgently = createAsk(pacer, true)
  const nodeInfo = createNodeInfoReader(askUrgently, options.broker)
  const keys = new SessionKeys(options, askUrgently)
  const seen = new SeenSessions()
  const reads = new Reads(seen)

  return {
    name: 'nitronode/1',
    codec: nitronodeCodec,
    // A state is valid for one version of the session, so the node accepts only one of several submissions of it.
    resending: { rule: 'at once' },
    canPayTwice: false,
    async ping(connection, deadline) {
      await ask(connection, { ...PING, options: { deadline } })
    },
    nodeInfo,
    authenticate: (connection, signer) => keys.authenticate(connection, signer),
    async listSessions(connection, query) {
      return (await reads.list(ask, connection, query)).map(toSummary)
    },
    async readSession(connection, sessionId) {
      const info = await nodeInfo(connection)
      return toSession(await reads.session(ask, connection, sessionId), info)
    },
    readBalances: (connection, { wallet }) => reads.balances(ask, connection, wallet),
    follow: createFollow(options.timers, seen, {
      session: (connection, sessionId) => reads.session(ask, connection, sessionId),
      list: (connection, query) => reads.list(ask, connection, query, true),
      balances: (connection, wallet) => reads.balances(ask, connection, wallet),
    }),
    // Nitronode 1.4.1 pushes nothing.
    interpretPush: () => null,
    checkCanClose,
    async readPlanBasis(connection, sessionId) {
      const node = await nodeInfo(connection)
      const session = toSession(await reads.session(askUrgently, connection, sessionId), node)
      const baseline = await new Releases(askUrgently, connection, session).readBaseline()
      // If somebody else closed the session before the baseline was read, that payout would count as an earlier one.
      const { version, status } = await reads.session(askUrgently, connection, session.id)
      if (version !== session.version || status !== session.status) {
        throw new NitroliteError('SESSION_CHANGED', { node: `version ${version}, ${status}` })
      }
      return { session, node, baseline, funded: fundingOf(session) }
    },
    planClosing: ({ session, node: { broker }, baseline, funded }, { allocations, sessionData }, { wallet }) => ({
      wallet, broker, session, allocations, sessionData, baseline, funded, submissions: submissionsFor(session, allocations),
    }),
    propose,
    async sign(access, { session }, proposal, earlier) {
      const { connection } = access
      const known = signedBefore(proposal, earlier, key => keys.isEnded(key))
      if (known && (!known.policy || await keys.isAccepted(connection, known.policy))) return known
      const { socketName } = connection
      const signed = await sign(proposal, await keys.signerOf(access, session.application))
      await connection.whenReady()
      // While a person answered the wallet, the socket may have been replaced. The ping makes sure that a node of this protocol
      // is at the other end before the state is sent.
      if (connection.socketName !== socketName) await askUrgently(connection, PING)
      return signed
    },
    async submit(connection, plan, attempt, onLate) {
      const readOutcome = async (): Promise<AttemptOutcome | null> =>
        judgeState(await reads.session(askUrgently, connection, plan.session.id), plan, attempt.submission)
      const outcome = await submit(connection, attempt, {
        pacer, readOutcome, overdue: options.timeouts.close, timers: options.timers, onLate,
      })
      if (outcome.kind === 'refused' && outcome.error.code === 'SESSION_KEY_EXPIRED') {
        for (const key of attempt.signers) keys.markEnded(key)
      }
      return outcome
    },
    async look({ connection }, plan, attempts) {
      const row = await reads.session(askUrgently, connection, plan.session.id)
      const outcomes = new Map<number, AttemptOutcome>()
      for (const { requestId, submission } of attempts) {
        const outcome = judgeState(row, plan, submission)
        if (outcome) outcomes.set(requestId, outcome)
      }
      return { isClosed: row.status === 'closed', ledger: null, outcomes }
    },
    revokeKey: ({ connection, login }) => keys.revoke(connection, login),
    async readLedger(connection, { session, baseline, funded }) {
      const payouts = await new Releases(askUrgently, connection, session).readSince(baseline)
      return { payouts, funded, listsZeroRows: false }
    },
  }
}
