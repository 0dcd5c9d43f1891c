import { beforeEach, expect, it, vi } from 'vitest'
import { jsonCodec, ScriptedSocket } from '../../../test/helpers/connectionRig'
import { createVirtualTime } from '../../testing'
import { NitroliteError, type NitroliteErrorCode } from '../errors/errors'
import type { Login, Protocol } from '../protocols/protocol'
import { createDisposableWallet } from '../wallet/adapters'
import { createLink } from './link'
import { resolveOptions } from './resolveOptions'

beforeEach(() => {
  ScriptedSocket.made.length = 0
})

/** A link that is retired, and whose first login the node answers with an error. */
async function retiredLink(code: NitroliteErrorCode) {
  const time = createVirtualTime()
  const login = { wallet: createDisposableWallet().address } as Login
  const authenticate = vi.fn(() => Promise.resolve(login)).mockRejectedValueOnce(new NitroliteError(code))
  const protocol = { codec: jsonCodec, authenticate, readBalances: async () => [] } as unknown as Protocol
  const ignore = (): void => {}
  const link = createLink({
    options: resolveOptions({ url: 'ws://node.test', application: 'app', WebSocket: ScriptedSocket, reconnect: { jitter: 0 }, timers: time }),
    protocols: { assumed: protocol, detect: async () => protocol, byName: async () => protocol },
    signer: async () => ({ kind: 'wallet', wallet: createDisposableWallet() }),
    on: {
      status: ignore, silence: ignore, login: ignore, balances: ignore, session: ignore, push: ignore, frame: ignore,
      unmatched: ignore, error: ignore,
    },
  })
  link.retire()
  const connected = link.connection.connect()
  ScriptedSocket.last.open()
  await time.advance(0)
  return { time, link, connected, login }
}

it('a retired link waits out a node that is too busy for logins, because its closings need that login', async () => {
  const { time, link, connected, login } = await retiredLink('AUTH_BUSY')
  expect(link.connection.status).toBe('reconnecting')
  await time.advance(500)
  ScriptedSocket.last.open()
  await connected
  expect([link.connection.status, link.login]).toEqual(['ready', login])
  link.connection.disconnect()
})

it('a retired link stays connected without a login when the node refuses the login', async () => {
  const { link, connected } = await retiredLink('AUTH_REFUSED')
  await connected
  expect([link.connection.status, link.login]).toEqual(['open', null])
  link.connection.disconnect()
})
