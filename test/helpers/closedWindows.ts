import { createMemoryJournal, createNitroliteClient, type NitroliteClientOptions } from '../../src/core'
import { createForgetfulLoginStore } from '../../src/core/wallet/loginStore'
import { createVirtualTime } from '../../src/testing'
import { FakeEventProvider } from './fakeWallets'
import { APPLICATION, startNode, URL_OF_NODE } from './flow'

export const never = () => new Promise<never>(() => {})

/** The code of what a promise rejects with; `resolved` if it does not. */
export const codeOf = (promise: Promise<unknown>) => promise.then(() => 'resolved', (thrown: { code: string }) => thrown.code)

/** A wallet that shows a window for each signature, and never answers the first ones because their windows were closed. */
export function closedWindows(count: number) {
  const provider = new FakeEventProvider()
  const sign = provider.handlers['eth_signTypedData_v4']
  let asked = 0
  provider.handlers['eth_signTypedData_v4'] = params => ++asked <= count ? never() : sign?.(params)
  return { provider, asked: () => asked }
}

/** An embedded ClearNode in virtual time, and a function that makes clients of it that share their logins. */
export function startClearnode() {
  const time = createVirtualTime()
  const node = startNode({ clock: time.now, timers: time })
  const logins = createForgetfulLoginStore()
  const make = (options: Partial<NitroliteClientOptions>) => createNitroliteClient({
    url: URL_OF_NODE, application: APPLICATION, WebSocket: node.WebSocket, timers: time, reconnect: { jitter: 0 },
    logins, journal: createMemoryJournal(), ...options,
  })
  return { time, node, make }
}
