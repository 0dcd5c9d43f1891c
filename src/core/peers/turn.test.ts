import { expect, it } from 'vitest'
import { createVirtualTime } from '../../testing'
import { attemptIn, known } from '../../../test/helpers/knownClosing'
import { sampleId } from '../../../test/helpers/sampleSession'
import { show } from '../closing/policy/show'
import { journalKey } from '../journal/journal'
import { createLocalPeers, type PeerMessage } from './peers'
import { Turn } from './turn'

const KEY = journalKey('wss://node.example/ws', sampleId())

/** Clients that wait for the turn of one closing. Each answers the questions of the others as a client does that may make way. */
function start() {
  const time = createVirtualTime()
  const peers = createLocalPeers()
  const order: string[] = []
  function join(name: string, wallet: { has: boolean }) {
    const asked: (boolean | undefined)[] = []
    const turn: Turn = new Turn({
      peer: peers.join((message: PeerMessage) => {
        if (message.kind !== 'ask') return
        asked.push(message.hasWallet)
        if (message.hasWallet && !wallet.has) turn.makeWay()
      }), timers: time, hasWallet: () => wallet.has,
    }, KEY)
    void turn.follow('c0ffee', () => {}, () => {}).then((heard) => { if (heard === null) order.push(name) })
    return { turn, asked }
  }
  return { time, order, join }
}

it('a client without the wallet gives up its turn at once for a client that has the wallet', async () => {
  const { time, order, join } = start()
  const { turn } = join('visitor', { has: false })
  await time.advance(1_000)
  expect(order).toEqual(['visitor'])
  expect(turn.hasMadeWay).toBe(false)
  join('owner', { has: true })
  await time.advance(0)
  expect(order).toEqual(['visitor', 'owner'])
  expect(turn.hasMadeWay).toBe(true)
})

it('clients without the wallet that wait for the turn let a client that has the wallet go first', async () => {
  const { time, order, join } = start()
  const { turn: first } = join('owner 1', { has: true })
  await time.advance(0)
  join('visitor 1', { has: false })
  join('visitor 2', { has: false })
  join('owner 2', { has: true })
  await time.advance(1_000)
  expect(order).toEqual(['owner 1'])
  first.release()
  await time.advance(0)
  expect(order).toEqual(['owner 1', 'owner 2'])
})

it('a client that keeps its wallet keeps its turn', async () => {
  const { time, order, join } = start()
  const { turn } = join('owner 1', { has: true })
  await time.advance(0)
  join('owner 2', { has: true })
  await time.advance(1_000)
  expect(order).toEqual(['owner 1'])
  expect(turn.hasMadeWay).toBe(false)
})

it('a client that gets its wallet while waiting for the turn announces the wallet at once, and only once', async () => {
  const { time, order, join } = start()
  const { asked } = join('visitor', { has: false })
  await time.advance(0)
  const wallet = { has: false }
  const { turn } = join('late owner', wallet)
  await time.advance(1_000)
  expect(asked).toEqual([false])
  turn.reconsider()
  wallet.has = true
  turn.reconsider()
  turn.reconsider()
  await time.advance(0)
  expect(asked).toEqual([false, true])
  expect(order).toEqual(['visitor', 'late owner'])
})

it('a client that loses the lock while it waits for the last word of another client asks again and waits for its turn once more', async () => {
  const time = createVirtualTime()
  const losses: (() => void)[] = []
  const asked: PeerMessage[] = []
  const turn = new Turn({
    peer: {
      hold: async (_, signal, onLost = () => {}) => { if (!signal.aborted) losses.push(onLost) },
      tell: message => asked.push(message), leave() {},
    },
    timers: time, hasWallet: () => true,
  }, KEY)
  let isOurs = false
  let isLost = false
  void turn.follow('c', () => {}, () => { isLost = true }).then((heard) => { isOurs = heard === null })
  turn.hear(show(known({ attempts: [attemptIn('doubtful')] }), { do: 'await answer' }))
  await time.advance(500)
  losses.at(-1)?.()
  expect([asked.length, losses.length]).toEqual([2, 2])
  await time.advance(700)
  expect(isOurs).toBe(false)
  await time.advance(300)
  expect([isOurs, isLost]).toEqual([true, false])
  losses.at(0)?.()
  expect(isLost).toBe(false)
  losses.at(-1)?.()
  expect(isLost).toBe(true)
})
