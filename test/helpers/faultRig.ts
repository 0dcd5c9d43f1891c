import { createEmbeddedClearnode } from '../../src/testing/clearnode/clearnode'
import type { EmbeddedClearnodeOptions } from '../../src/testing/clearnode/types'
import type { Fault } from '../../src/testing/faults/types'
import { createVirtualTime } from '../../src/testing/time/virtualTime'
import { addressOf, closing, DirectClient, testKey, type Frame } from './directClient'

const ALICE = addressOf(testKey('alice'))
const BOB = addressOf(testKey('bob'))

/** A ClearNode with faults in virtual time. Alice is logged in and can close the session alone. */
export function createFaultRig(faults: readonly Fault[], options: EmbeddedClearnodeOptions = {}) {
  const time = createVirtualTime()
  const node = createEmbeddedClearnode({ clock: time.now, timers: time, ...options })
  const connect = (): DirectClient => {
    const client = new DirectClient(node, 'alice', time.now)
    const refused = client.login()
    if (refused !== null) throw new Error(refused)
    return client
  }
  const client = connect()
  const { id } = node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: 'app',
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  })
  client.frames.length = 0
  client.raw.length = 0
  for (const fault of faults) node.faults.add(fault)

  const sendClose = (by = client, alice = '0.7', bob = '0.3'): number =>
    by.send('close_app_session', closing(id, [ALICE, alice], [BOB, bob]))
  /** Kind and method of every frame that a client has received since the faults were added. */
  const received = (by = client): string[] => by.frames.map(frame => `${frame.id === 0 ? 'push' : 'answer'} ${frame.method}`)
  const textOf = (answer: Frame | undefined): unknown => answer?.method === 'error' ? answer.params['error'] : answer?.method

  return { time, node, client, connect, id, sendClose, received, textOf, ALICE, BOB }
}
