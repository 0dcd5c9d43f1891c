import type { ResolvedKeep } from '../../client/resolveKeep'
import type { ResolvedOptions } from '../../client/resolveOptions'
import type { AttemptOutcome } from '../../closing/types'
import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import { isSameAddress } from '../../sessions/participants'
import type { Address } from '../../types'
import type { EndedSessionKey, Protocol } from '../protocol'
import { createAsk, repeating } from './calls'
import { judgeState, propose, sign, signedBefore, submissionsFor, submit } from './closing'
import { nitronodeCodec } from './codec'
import { coSign } from './coSignerKey'
import { isListed, readKeyGrant } from './delegation'
import { Departures } from './departures'
import { SessionKeys } from './keys'
import { readKeysForSession } from './keysForSession'
import { fundingOf, Releases } from './ledger'
import { createNodeInfoReader } from './nodeInfo'
import { createPacer } from './pacing'
import { PlanReader } from './planBasis'
import { checkCanClose } from './preflight'
import { Reads } from './reads'
import { Secrets } from './secrets'
import * as schemas from './schemas'
import { SeenSessions } from './seenSessions'
import { SessionReader } from './sessionReader'
import { toSession, toSummary } from './sessions'
import { TransactionReader } from './transactionReader'
import { createFollow } from './watching'

/** The client's options that this protocol needs. */
export type NitronodeOptions = Pick<ResolvedOptions, 'url' | 'application' | 'sessionKey' | 'broker' | 'timeouts' | 'timers' | 'signatures'> & {
  readonly keep: Pick<ResolvedKeep, 'logins'>
  /** Called when a session key was ended to make room for another one. */
  readonly onKeyEnded?: (ended: EndedSessionKey) => void
}

const PING = { method: 'node.v1.ping', schema: schemas.nothing } as const

/**
 * The protocol of nitronode 1.x. States of a session have versions instead of timestamps, requests and answers are not signed,
 * and a close must repeat the session's present allocations.
 */
export function createNitronode(options: NitronodeOptions): Protocol {
  const pacer = createPacer(options.timers)
  const answeredAt = ({ socketName }: Connection): number | null => pacer.answeredAt(socketName)
  const ask = repeating(createAsk(pacer, 'screen'))
  const askForClosing = createAsk(pacer, 'closing')
  /** Asks what a submission has to wait for. */
  const askBeforeSubmission = repeating(createAsk(pacer, 'submission'))
  const nodeInfo = createNodeInfoReader(askBeforeSubmission, options.broker)
  const keys = new SessionKeys(options, askBeforeSubmission, connection => answeredAt(connection) !== null)
  const secrets = new Secrets(keys)
  const seen = new SeenSessions()
  const reads = new Reads(seen)
  const sessions = new SessionReader(askForClosing, seen)
  const releases = new Releases(new TransactionReader(askForClosing))
  const departures = new Departures()
  /** Keys that this client has made to sign for single sessions. The journal may have failed to note one. */
  const madeKeys = new Set<Address>()
  const plans = new PlanReader(sessions, releases, seen)

  return {
    name: 'nitronode/1',
    codec: nitronodeCodec,
    // A state is valid for one version of the session, so the node accepts only one of several submissions of it.
    resending: {
      rule: 'at once',
      // The private key of a co-signer's session key is gone, so nobody can register a key again that is no longer listed.
      isFenced: async ({ connection }, { policy }) => policy !== null && !await isListed(ask, connection, policy),
      fencedFrom: ({ policy }) => policy ? policy.expiresAt * 1000 : Infinity,
    },
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
    async isUnchanged({ connection, login: { wallet } }, { id, version, status }) {
      const row = await sessions.read(connection, id, wallet)
      return row.version === version && row.status === status
    },
    readBalances: (connection, { wallet }) => reads.balances(ask, connection, wallet),
    follow: createFollow(options.timers, seen, {
      session: (connection, sessionId) => reads.session(ask, connection, sessionId),
      list: (connection, query) => reads.list(ask, connection, query, true),
      balances: (connection, wallet) => reads.balances(ask, connection, wallet),
      answeredAt,
    }),
    // Nitronode 1.4.1 pushes nothing.
    interpretPush: () => null,
    checkCanClose,
    async readPlanBasis(connection, sessionId, { wallet }) {
      const [node, { row, baseline }] = await Promise.all([nodeInfo(connection), plans.read(connection, sessionId, wallet)])
      const session = toSession(row, node)
      return { session, node, baseline, funded: fundingOf(session), deposits: null }
    },
    planClosing: ({ session, node: { broker }, baseline, funded }, { allocations, sessionData }, { wallet }) => ({
      wallet, broker, session, allocations, sessionData, baseline, funded, submissions: submissionsFor(session, allocations),
    }),
    propose: (connection, plan, submission) => propose(connection, plan, submission),
    async sign(access, { session }, proposal, { earlier, signal }) {
      const { connection } = access
      const known = signedBefore(proposal, earlier, key => keys.isEnded(key))
      if (known && (!known.policy || await keys.isAccepted(connection, known.policy))) return known
      const { socketName } = connection
      const signed = await sign(proposal, await keys.signerOf(access, session.application, signal))
      await connection.whenReady()
      // While a person answered the wallet, the socket may have been replaced. The ping makes sure that a node of this protocol
      // is at the other end before the state is sent.
      if (connection.socketName !== socketName) await askBeforeSubmission(connection, PING)
      return signed
    },
    async submit(connection, plan, attempt, onLate, signal) {
      const onLeft = departures.expect(plan.session.id)
      const readOutcome = async (): Promise<AttemptOutcome | null> => {
        onLeft()
        return judgeState(await sessions.read(connection, plan.session.id, plan.wallet), plan, attempt.submission)
      }
      const outcome = await submit(connection, attempt, {
        pacer, readOutcome, overdue: options.timeouts.close, timers: options.timers, onLate, signal,
      })
      onLeft()
      if (outcome.kind === 'refused' && outcome.error.code === 'SESSION_KEY_EXPIRED') {
        // The node names the key that has ended. If it names none, no key of the attempt is used again.
        const { signer } = outcome.error.data
        for (const key of attempt.signers) if (typeof signer !== 'string' || isSameAddress(signer, key)) keys.markEnded(key)
      }
      return outcome
    },
    async look({ connection }, plan, attempts) {
      const row = await sessions.read(connection, plan.session.id, plan.wallet)
      const outcomes = new Map<number, AttemptOutcome>()
      for (const { requestId, submission } of attempts) {
        const outcome = judgeState(row, plan, submission)
        if (outcome) outcomes.set(requestId, outcome)
      }
      return { isClosed: row.status === 'closed', ledger: null, outcomes }
    },
    async coSign({ connection, login }, { session }, proposals, coSigner) {
      const signWithWallet = keys.walletSignerOf(login)
      if (!signWithWallet) throw new NitroliteError('SESSION_KEY_WRONG_APPLICATION')
      const parts = { ...keys.limitPartsOf(connection, signWithWallet), wallet: login.wallet }
      const onKeyMade = (key: Address): Promise<void> => {
        madeKeys.add(key)
        return coSigner.onKeyMade(key)
      }
      return coSign(parts, session.id, proposals, { ...coSigner, onKeyMade })
    },
    signSecret: (access, { application }, digest, isByPerson) => secrets.sign(access, application, digest, isByPerson),
    signStatement: (access, { application }, digest) => keys.signStatement(access, application, digest),
    readKeyGrant: (connection, wallet, key) => readKeyGrant(ask, connection, wallet, key),
    readForeignKeys: async (connection, wallet, sessionId) =>
      (await readKeysForSession(ask, connection, wallet, sessionId)).filter(({ key }) => !madeKeys.has(key)),
    async withdraw(access, attempts) {
      const policies = new Map(attempts.flatMap(({ policy }) => policy ? [[policy.sessionKey, policy]] : []))
      for (const policy of policies.values()) await keys.end(access, policy)
    },
    revokeKey: access => keys.revoke(access),
    async readLedger(connection, plan) {
      const submissions = departures.whenGone(plan.session.id)
      // Payouts are asked for right behind a close, which may still wait for its turn.
      if (submissions) await submissions
      const payouts = await releases.readSince(connection, plan, () => seen.latest(plan.session.id)?.status === 'closed')
      // Nitronode 1.4.1 lists releases only, so a deposit cannot be distinguished from a later change of the split.
      return { payouts, funded: plan.funded, deposits: null, listsZeroRows: false, emptiedBy: [] }
    },
  }
}
