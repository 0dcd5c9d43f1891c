import { expect, it } from 'vitest'
import { createIsolatedEvents } from '../connection/isolatedEvents'
import { createAccount } from './account'
import type { NitroliteEvents } from './events'

const ALICE = '0x1111111111111111111111111111111111111111'

it('the balances of another account are empty until they are set, and every change is emitted once', () => {
  const events = createIsolatedEvents<NitroliteEvents>()
  const emitted: unknown[] = []
  events.on('account', address => emitted.push(address))
  events.on('balances', balances => emitted.push(balances))
  const account = createAccount(events)
  const balances = [{ asset: 'usdc', amount: '1' }]

  account.setAddress(ALICE)
  account.setBalances(balances)
  account.setAddress(ALICE)
  expect([account.address, account.balances]).toEqual([ALICE, balances])
  account.setAddress(null)
  expect([account.address, account.balances]).toEqual([null, []])
  expect(emitted).toEqual([ALICE, [], balances, null, []])
})
