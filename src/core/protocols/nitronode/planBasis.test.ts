import { describe, expect, it } from 'vitest'
import { ALICE, BOB, ID } from '../../../../test/helpers/nitronodeClosing'
import { scriptNitronode } from '../../../../test/helpers/nitronodeRig'
import { createVirtualTime } from '../../../testing'
import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import { createAsk } from './calls'
import { Releases } from './ledger'
import { createPacer } from './pacing'
import { PlanReader } from './planBasis'
import { SeenSessions } from './seenSessions'
import { SessionReader } from './sessionReader'
import { TransactionReader } from './transactionReader'

const releaseOf = (number: number, second = 0) => ({
  id: `tx-${number}`, asset: 'usdc', tx_type: 41, from_account: ID, to_account: ALICE.toLowerCase(), amount: '0.1',
  created_at: new Date(1_795_466_137_000 + second * 1_000).toISOString(),
})

/** A node with one session, which a test can change before any of the messages is answered. */
function start(before: (message: number, node: { version: number, status: string, rows: ReturnType<typeof releaseOf>[] }) => void = () => {}) {
  const node = { version: 4, status: 'open', rows: [] as ReturnType<typeof releaseOf>[] }
  let messages = 0
  const { connection, calls } = scriptNitronode(({ method, payload }) => {
    before(++messages, node)
    if (method.endsWith('get_transactions')) {
      const { offset, limit } = payload.pagination as { offset: number, limit: number }
      const rows = payload.wallet === ALICE ? node.rows : []
      return { payload: { transactions: rows.slice(offset, offset + limit), metadata: { total_count: rows.length } } }
    }
    return { payload: { app_sessions: [{
      app_session_id: ID, status: node.status, version: String(node.version), session_data: '',
      app_definition: { application_id: 'test-app', quorum: 100, participants: [
        { wallet_address: ALICE, signature_weight: 100 }, { wallet_address: BOB, signature_weight: 0 },
      ] },
      allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
    }], metadata: { total_count: 1 } } }
  })
  const time = createVirtualTime()
  const ask = createAsk(createPacer(time), 'closing')
  const seen = new SeenSessions()
  const sessions = new SessionReader(ask, seen)
  const plans = new PlanReader(sessions, new Releases(new TransactionReader(ask)), seen)
  let reconnects = 0
  const link = Object.assign(connection, { whenReady: async () => { reconnects += 1 } }) as Connection
  return {
    node, calls,
    asked: () => calls.splice(0).map(({ method }) => method.endsWith('get_transactions') ? 'payouts' : 'session'),
    reconnects: () => reconnects,
    see: () => sessions.read(link, ID, ALICE),
    read: () => plans.read(link, ID, ALICE),
  }
}

describe('reading what a closing on nitronode is planned from', () => {
  it('planning on nitronode reads the payouts of both participants and then the session, in one burst, if the session was read before', async () => {
    const { see, read, asked, node } = start()
    node.rows = [releaseOf(1)]
    await see()
    asked()
    const reading = read()
    expect(asked()).toEqual(['payouts', 'payouts', 'session'])
    expect(await reading).toMatchObject({ baseline: ['tx-1'], row: { version: 4, status: 'open' } })
    expect(asked()).toEqual([])
  })

  it('planning on nitronode first reads a session that was never read, to learn whose payouts to read', async () => {
    const { read, asked } = start()
    expect(await read()).toMatchObject({ baseline: [], row: { version: 4 } })
    expect(asked()).toEqual(['session', 'payouts', 'payouts', 'session'])
  })

  it('planning on nitronode reads the payouts again if the session has changed since it was read last', async () => {
    const { see, read, asked, node } = start()
    await see()
    node.version = 5
    asked()
    expect(await read()).toMatchObject({ row: { version: 5 } })
    expect(asked()).toEqual(['payouts', 'payouts', 'session', 'payouts', 'payouts', 'session'])
  })

  it('planning on nitronode counts a withdrawal between the payouts and the session as an earlier payout', async () => {
    const { see, read } = start((message, node) => {
      if (message !== 4) return
      node.version = 5
      node.rows = [releaseOf(1)]
    })
    await see()
    expect(await read()).toMatchObject({ baseline: ['tx-1'], row: { version: 5 } })
  })

  it('planning on nitronode returns a session that is closed while its payouts are read as closed', async () => {
    const { see, read, asked } = start((message, node) => {
      if (message === 2) node.status = 'closed'
    })
    await see()
    asked()
    expect(await read()).toMatchObject({ row: { status: 'closed' } })
    expect(asked()).toEqual(['payouts', 'payouts', 'session'])
  })

  it('planning on nitronode reads the session once more after payouts that take several pages', async () => {
    const { see, read, asked, node } = start()
    node.rows = Array.from({ length: 150 }, (_, index) => releaseOf(index, -index))
    await see()
    asked()
    expect((await read()).baseline).toHaveLength(150)
    expect(asked()).toEqual(['payouts', 'payouts', 'session', 'payouts', 'payouts', 'session'])
  })

  it('planning on nitronode reports SESSION_CHANGED if the session changes whenever it is read', async () => {
    const { see, read } = start((_, node) => { node.version += 1 })
    await see()
    await expect(read()).rejects.toMatchObject({ code: 'SESSION_CHANGED' })
  })

  it('planning on nitronode repeats the whole burst once if its socket is lost, and then gives up', async () => {
    const lostAt = new Set([2])
    const { see, read, asked, reconnects } = start((message) => {
      if (lostAt.has(message)) throw new NitroliteError('CONNECTION_LOST')
    })
    await see()
    asked()
    expect(await read()).toMatchObject({ row: { version: 4 } })
    expect([reconnects(), asked()]).toEqual([1, ['payouts', 'payouts', 'session', 'payouts', 'payouts', 'session']])
    for (let message = 1; message < 100; message++) lostAt.add(message)
    await expect(read()).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  })
})
