import { describe, expect, it } from 'vitest'
import { ALICE, attemptOf, BOB, ID, planOf, split } from '../../../../test/helpers/nitronodeClosing'
import { scriptNitronode } from '../../../../test/helpers/nitronodeRig'
import { createVirtualTime } from '../../../testing'
import { resolveOptions } from '../../client/resolveOptions'
import { createNitronode } from '.'

/** A protocol and a node whose session is closed by the first submission. */
function start() {
  const time = createVirtualTime()
  let isClosed = false
  const { connection, calls } = scriptNitronode(({ method, payload }) => {
    if (method.endsWith('submit_app_state')) isClosed = true
    if (method.endsWith('get_transactions')) {
      const rows = isClosed && payload.wallet === ALICE ? [{
        id: 'tx-1', asset: 'usdc', tx_type: 41, from_account: ID, to_account: ALICE.toLowerCase(), amount: '1', created_at: '2026-11-23T20:35:38Z',
      }] : []
      return { payload: { transactions: rows, metadata: { total_count: rows.length } } }
    }
    return { payload: { app_sessions: [{
      app_session_id: ID, status: isClosed ? 'closed' : 'open', version: isClosed ? '5' : '4', session_data: '', allocations: [],
      app_definition: { application_id: 'test-app', quorum: 100, participants: [
        { wallet_address: ALICE, signature_weight: 100 }, { wallet_address: BOB, signature_weight: 0 },
      ] },
    }], metadata: { total_count: 1 } } }
  })
  const protocol = createNitronode(resolveOptions({ url: 'ws://node.test', application: 'test-app', timers: time }))
  const plan = planOf({ submissions: ['close'], allocations: split('1', '0') })
  const close = () => protocol.submit(connection, plan, attemptOf({ text: '{}' }), () => {})
  const methods = () => calls.map(({ method }) => method.replace(/^.*\./, ''))
  return { time, connection, protocol, plan, close, methods }
}

describe('a close on nitronode and the readings right behind it', () => {
  it('a close on nitronode, the reading of its session and the readings of all payouts are sent at once', async () => {
    const { protocol, connection, plan, close, methods } = start()
    const [outcome, ledger] = [close(), protocol.readLedger(connection, plan)]
    await Promise.resolve()
    expect(methods()).toEqual(['submit_app_state', 'get_app_sessions', 'get_transactions', 'get_transactions'])
    expect(await outcome).toMatchObject({ kind: 'landed' })
    expect(await ledger).toMatchObject({ payouts: [{ participant: ALICE, amount: '1', transactionId: 'tx-1' }] })
  })

  it('the payouts on nitronode are read after the close has left, however long the close waits for the rate limit', async () => {
    const { time, protocol, connection, plan, close, methods } = start()
    for (let number = 0; number < 60; number++) protocol.ping(connection, 1_000).catch(() => {})
    for (let number = 0; number < 40; number++) void protocol.look({ connection, login: { wallet: ALICE } as never }, plan, [])
    const others = Array.from({ length: 60 }, close)
    const [outcome, ledger] = [close(), protocol.readLedger(connection, plan)]
    await time.advance(60_000)
    expect(await outcome).toMatchObject({ kind: 'landed' })
    expect((await ledger).payouts).toHaveLength(1)
    expect(methods().indexOf('get_transactions')).toBeGreaterThan(methods().lastIndexOf('submit_app_state'))
    expect(others).toHaveLength(60)
  })
})
