import { describe, expect, it } from 'vitest'
import { closedWindows, codeOf, startClearnode } from '../helpers/closedWindows'
import { FakeEventProvider, OTHER_ADDRESS } from '../helpers/fakeWallets'
import { recordSocket } from '../helpers/flow'

const MINUTE = 60_000

describe('an account that changes while a login is under way', () => {
  it('connect rejects with the new account, and nothing is logged in for the old one', async () => {
    const { time, make } = startClearnode()
    const { provider, asked } = closedWindows(1)
    const client = make({ signer: provider })
    const first = client.connect().then(() => null, (thrown: unknown) => thrown)
    await time.runUntil(() => asked() === 1)
    provider.emitAccounts([OTHER_ADDRESS])
    expect(await first).toMatchObject({ code: 'WALLET_ACCOUNT_CHANGED', info: { why: expect.stringContaining(OTHER_ADDRESS) } })
    expect([client.status, client.account]).toEqual(['closed', null])
    client.dispose()
  })

  it.each<[string, string[], string]>([
    ['another account', [OTHER_ADDRESS], 'WALLET_ACCOUNT_CHANGED'], ['no account, because it was locked', [], 'WALLET_NO_ACCOUNT'],
  ])('a wallet that has %s while the client reconnects ends the login with a reason', async (_, accounts, code) => {
    const { time, node, make } = startClearnode()
    const { WebSocket, cut } = recordSocket(node)
    const provider = new FakeEventProvider()
    const client = make({ signer: provider, WebSocket })
    const codes: string[] = []
    client.on('error', error => codes.push(error.code))
    void codeOf(client.connect())
    await time.runUntil(() => client.status === 'ready')
    cut()
    await time.runUntil(() => client.status === 'reconnecting')
    provider.emitAccounts(accounts)
    await time.advance(MINUTE)
    expect([client.status, client.account, codes]).toEqual(['closed', null, [code]])
    client.dispose()
  })

  it('every caller that waits for one login is told that the account has changed', async () => {
    const { time, make } = startClearnode()
    const { provider, asked } = closedWindows(1)
    const client = make({ signer: provider })
    const clicks = [codeOf(client.connect()), codeOf(client.connect())]
    await time.runUntil(() => asked() === 1)
    provider.emitAccounts([OTHER_ADDRESS])
    expect(await Promise.all(clicks)).toEqual(['WALLET_ACCOUNT_CHANGED', 'WALLET_ACCOUNT_CHANGED'])
    client.dispose()
  })

  it('an account that changes after the login is named in the error event', async () => {
    const { time, make } = startClearnode()
    const provider = new FakeEventProvider()
    const client = make({ signer: provider })
    const errors: unknown[] = []
    client.on('error', error => errors.push(error))
    void codeOf(client.connect())
    await time.runUntil(() => client.status === 'ready')
    provider.emitAccounts([OTHER_ADDRESS])
    expect(client.account).toBeNull()
    expect(errors).toMatchObject([{ code: 'WALLET_ACCOUNT_CHANGED', info: { data: { account: OTHER_ADDRESS } } }])
    client.dispose()
  })
})
