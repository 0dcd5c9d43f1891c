import type { ResolvedKeep } from '../../client/resolveKeep'
import type { ResolvedOptions } from '../../client/resolveOptions'
import { isKeyOver } from '../../errors/groups'
import { isSameAddress } from '../../sessions/participants'
import type { Access, NodeChange, Protocol } from '../protocol'
import { Authentication } from './authentication'
import { ask } from './calls'
import { allocationsToSend, coSign, propose, sign, submit } from './closing'
import { nitroRpcCodec } from './codec'
import { fencedFrom, StampFence } from './fence'
import { AnswerHistory } from './history'
import { KnownSessions } from './knownSessions'
import { readBalances, readLedger } from './ledger'
import { look } from './look'
import { readSessionMark } from './marks'
import { createNodeInfoReader, isNodeProven } from './nodeInfo'
import { isKeyEnded, revokeKey as endKey } from './ownKeys'
import { PlanReader } from './planBasis'
import { checkCanClose } from './preflight'
import * as schemas from './schemas'
import { SessionFinder } from './sessionFinder'
import { listSessions } from './sessionList'
import { isUnchanged, readSession } from './sessions'
import { SessionWatch } from './watching'
import * as v from 'valibot'
import type { Hex } from '../../types'

/** The client's options that this protocol needs. */
export type NitroRpcOptions = Pick<ResolvedOptions, 'url' | 'application' | 'sessionKey' | 'socket' | 'broker' | 'timeouts' | 'timers' | 'signatures'> & {
  readonly keep: Pick<ResolvedKeep, 'logins'>
}

/** The protocol NitroRPC 0.5, as ClearNode 0.5.x speaks it. */
export function createNitroRpc(options: NitroRpcOptions): Protocol {
  const authentication = new Authentication({ ...options, logins: options.keep.logins })
  const nodeInfo = createNodeInfoReader(options.broker)
  const known = new KnownSessions()
  const finder = new SessionFinder(known)
  const plans = new PlanReader(finder, known, nodeInfo, options.timers)
  const history = new AnswerHistory()
  const fence = new StampFence()
  const watch = new SessionWatch(options.timers, known)
  /** Session keys that this client has ended. The node no longer starts anything that they signed. */
  const revokedKeys = new Set<string>()

  async function revokeKey(access: Access): Promise<void> {
    await endKey(access)
    const { address } = access.login.signer
    revokedKeys.add(address)
    authentication.markRefused(address)
  }

  return {
    name: 'nitrorpc/0.5',
    codec: nitroRpcCodec,
    resending: {
      rule: 'when the earlier one is void',
      isFenced: async (access, attempt, skew) =>
        attempt.signers.every(key => revokedKeys.has(key)) || fence.isFenced(access, attempt, skew),
      fencedFrom,
    },
    canPayTwice: true,
    async ping(connection, deadline) {
      await ask(connection, { method: 'ping', params: {}, schema: schemas.nothing, options: { deadline } })
    },
    nodeInfo,
    isProven: async connection => isNodeProven(connection, (await nodeInfo(connection)).broker, options.signatures),
    authenticate: (connection, signer, signal) => authentication.authenticate(connection, signer, signal),
    listSessions,
    async readSession(connection, sessionId) {
      // Before the session itself, so that no change after the reading is missed.
      const ledger = readSessionMark(connection, sessionId).catch(() => null)
      const session = await readSession(connection, finder, sessionId, await nodeInfo(connection))
      watch.noteShown(session, await ledger)
      return session
    },
    isUnchanged: ({ connection }, session) => isUnchanged(connection, finder, session),
    readBalances,
    follow: watch.follow,
    interpretPush,
    checkCanClose,
    readPlanBasis: (connection, sessionId, { wallet }, purpose) => plans.read(connection, { sessionId, wallet, purpose }),
    planClosing: ({ session, node, baseline, funded }, { allocations, sessionData }, { wallet }) => ({
      wallet, session, sessionData, baseline, funded,
      broker: node.broker,
      allocations: allocationsToSend(session, allocations, node),
      submissions: ['close'],
    }),
    propose,
    sign,
    async submit(connection, plan, attempt, onLate, signal) {
      const outcome = await submit(connection, plan, attempt, {
        broker: plan.broker, engine: options.signatures, overdue: options.timeouts.close, timers: options.timers, onLate, signal,
      })
      if (outcome.kind === 'refused' && isKeyOver(outcome.error.code)) {
        // The node names the key. The keys of the others who signed are still good.
        const { signer } = outcome.error.data
        for (const key of attempt.signers) if (signer === undefined || isSameAddress(key, String(signer))) authentication.markRefused(key)
      }
      return outcome
    },
    look: (access, plan, attempts) => look(access, plan, attempts, finder, history),
    revokeKey,
    coSign,
    signSecret: ({ login: { signer } }, _session, digest) => signer.signDigest(digest),
    signStatement: async ({ login: { wallet, signer, policy } }, _session, digest) =>
      policy && signer.address !== wallet ? { signature: await signer.signDigest(digest), policy } : null,
    async isKeyEnded(access) {
      const hasEnded = await isKeyEnded(access)
      if (hasEnded) authentication.markRefused(access.login.signer.address)
      return hasEnded
    },
    // The session key of the login has signed.
    withdraw: revokeKey,
    readLedger: (connection, { session }) => readLedger(connection, session.id),
  }
}

/** Translates `bu` (balance update) and `asu` (app session update). Returns null for other pushes and for malformed ones. */
export function interpretPush(name: string, params: unknown): NodeChange | null {
  if (name === 'bu') {
    const read = v.safeParse(schemas.balanceUpdate, params)
    return read.success ? { kind: 'balances', balances: schemas.readable(read.output.balance_updates) } : null
  }
  if (name === 'asu') {
    const read = v.safeParse(schemas.sessionUpdate, params)
    return read.success ? { kind: 'session', sessionId: read.output.app_session.app_session_id as Hex } : null
  }
  return null
}
