import { isFinal } from '../../src/core/closing/states'
import type { CloseRequest } from '../../src/core/closing/types'
import { abortable } from '../../src/core/client/abortable'
import type { NitroliteClient } from '../../src/core/client/types'
import type { ConnectionStatus } from '../../src/core/connection/types'
import { describeError, NitroliteError, toNitroliteError } from '../../src/core/errors/errors'
import type { NitroliteEvents } from '../../src/core/client/events'
import { createMemoryHistory } from '../../src/core/history/memoryHistory'
import type { ClosingHistory, HistoryEntry, HistoryQuery } from '../../src/core/history/types'
import { checkCanClose } from '../../src/core/protocols/nitrorpc/preflight'
import type { Login } from '../../src/core/protocols/protocol'
import type { Allocation, AppSession, AppSessionSummary, Balance, Payout, SessionQuery } from '../../src/core/sessions/types'
import type { Address } from '../../src/core/types'
import type { SignerInput } from '../../src/core/wallet/types'
import { createFakeClosing, createRefusedClosing, type FakeClosing } from './fakeClosing'
import { ALICE } from './sampleSession'

/** The state that a client shows. */
export interface FakeClientState {
  status: ConnectionStatus
  account: Address | null
  protocol: string | null
  balances: readonly Balance[]
}

/** A client without a node: the test decides its state, answers and closings. */
export interface FakeClient extends NitroliteClient {
  /** Changes what the client shows, and calls its listeners. */
  become(change: Partial<FakeClientState>): void
  emit<E extends keyof NitroliteEvents>(event: E, ...args: Parameters<NitroliteEvents[E]>): void
  /** Answers of the node; replace them to delay or refuse. */
  readonly answers: {
    get(sessionId: string): Promise<AppSession>
    list(query: SessionQuery): Promise<readonly AppSessionSummary[]>
    connect(signer?: SignerInput): Promise<void>
    history(query?: HistoryQuery): Promise<readonly HistoryEntry[]>
    payouts(session: AppSession): Promise<readonly Payout[]>
    deposits(session: AppSession): Promise<readonly Allocation[] | null>
    revokeKey(): Promise<void>
  }
  /** Entries that `closings.history` finds by default. */
  readonly ended: ClosingHistory
  /** Sessions that `sessions.get` and `sessions.list` know by default. */
  readonly known: Map<string, AppSession>
  /** Every closing that was started and not refused, oldest first. */
  readonly started: readonly FakeClosing[]
  /** Number of listeners that the client has now. */
  readonly listening: number
  readonly disposed: boolean
  /** Calls as text, for example `get 0x…`. */
  readonly calls: readonly string[]
  /** Subjects that are watched now, as JSON. */
  readonly watched: readonly string[]
}

/** Signing together has an engine of its own, which a fake client lacks: use `togetherRig`. */
const notSignedTogether = async (): Promise<never> => { throw new Error('A fake client cannot sign together.') }

/** Makes a client that is logged in as Alice and knows `sessions`, unless `initial` says otherwise. */
export function createFakeClient(
  sessions: readonly AppSession[] = [],
  initial: Partial<FakeClientState> & { url?: string } = {},
): FakeClient {
  const state: FakeClientState = {
    status: 'ready', account: ALICE, protocol: 'nitrorpc/0.5', balances: [], ...initial,
  }
  const known = new Map(sessions.map(each => [each.id, each] as [string, AppSession]))
  const listeners = new Set<{ event: string, listener: (...args: never[]) => void }>()
  const started: FakeClosing[] = []
  const calls: string[] = []
  const watched: string[] = []
  const ended = createMemoryHistory()
  let disposed = false

  const emit: FakeClient['emit'] = (event, ...args) => {
    for (const each of [...listeners]) {
      if (each.event === event) (each.listener as (...args: unknown[]) => void)(...args)
    }
  }

  const running = (sessionId: string): FakeClosing | undefined =>
    started.find(each => each.sessionId === sessionId && !isFinal(each.state))

  const answers: FakeClient['answers'] = {
    get: async sessionId => {
      const session = known.get(sessionId)
      if (!session) throw new NitroliteError('SESSION_NOT_FOUND', { sessionId })
      return session
    },
    list: async ({ status, participant = state.account ?? undefined }) => [...known.values()].filter(each =>
      (status === undefined || each.status === status)
      && (participant === undefined || each.participants.some(({ address }) => address === participant))),
    connect: async () => { fake.become({ status: 'ready', account: ALICE }) },
    history: query => ended.find(query),
    payouts: async () => [],
    deposits: async () => null,
    revokeKey: async () => {},
  }

  const fake: FakeClient = {
    url: initial.url ?? 'wss://node.example/ws',
    get status() { return state.status },
    get account() { return state.account },
    get protocol() { return state.protocol },
    get balances() { return state.balances },
    get isDurable() { return true },
    connect: (signer, options = {}) => abortable('connect', options, () => {
      calls.push('connect')
      return answers.connect(signer)
    }),
    revokeKey: (options = {}) => abortable('revokeKey', options, () => {
      calls.push('revokeKey')
      return answers.revokeKey()
    }),
    disconnect() {
      calls.push('disconnect')
      fake.become({ status: 'closed', account: null })
    },
    dispose() {
      disposed = true
      listeners.clear()
    },
    on(event, listener) {
      const entry = { event, listener: listener as (...args: never[]) => void }
      listeners.add(entry)
      return () => { listeners.delete(entry) }
    },
    nodeInfo: async () => ({ broker: '0x51FB3D2fBc7fF71CDb9D07FFf5f57aa5BD72A7F0', assets: [] }),
    sessions: {
      async list(query = {}) {
        calls.push(`list ${JSON.stringify(query)}`)
        return [...await answers.list(query)]
      },
      get(sessionId) {
        calls.push(`get ${sessionId}`)
        return answers.get(sessionId)
      },
      deposits(session) {
        calls.push(`deposits ${session.id}`)
        return answers.deposits(session)
      },
      payouts(session) {
        calls.push(`payouts ${session.id}`)
        return answers.payouts(session)
      },
      closeBlocker(session) {
        const { account: wallet } = state
        if (wallet === null) return null
        try {
          checkCanClose(session, { wallet, policy: null } as Login)
          return null
        }
        catch (thrown) {
          return toNitroliteError(thrown, 'LIBRARY_DEFECT').info
        }
      },
      watch(subject = {}) {
        const shown = JSON.stringify(subject)
        watched.push(shown)
        return () => { watched.splice(watched.indexOf(shown), 1) }
      },
    },
    close(request: CloseRequest) {
      const present = running(request.sessionId)
      if (present) {
        const same = JSON.stringify(present.request.allocations) === JSON.stringify(request.allocations)
        return same ? present : createRefusedClosing(request, describeError('CLOSING_IN_PROGRESS'))
      }
      const closing = createFakeClosing(`closing-${started.length + 1}`, request, snapshot => emit('closing', snapshot))
      started.push(closing)
      emit('closing', closing.snapshot())
      return closing
    },
    propose: notSignedTogether,
    coSign: notSignedTogether,
    addSignature: notSignedTogether,
    joinRoom: notSignedTogether,
    relay: notSignedTogether,
    slots: async () => [],
    closings: {
      list: () => started.map(each => each.snapshot()).reverse(),
      resume: async () => [],
      history: (query, options = {}) => abortable('closings.history', options, () => answers.history(query)),
      get: sessionId => started.findLast(each => each.sessionId === sessionId) ?? null,
    },
    become(change) {
      const before = { ...state }
      Object.assign(state, change)
      if (state.account !== before.account) emit('account', state.account)
      if (state.balances !== before.balances) emit('balances', state.balances)
      if (state.status !== before.status) emit('status', state.status)
    },
    emit,
    answers,
    ended,
    known,
    started,
    get listening() { return listeners.size },
    get disposed() { return disposed },
    calls,
    watched,
  }
  return fake
}
