import { describe, expect, it } from 'vitest'
import { createVirtualTime } from '../../../testing'
import { neverAway } from '../../connection/presence'
import type { Connection, ConnectionStatus } from '../../connection/types'
import type { Hex } from '../../types'
import type { NodeChange, WatchedSubject } from '../protocol'
import { ALICE, byWallet, rowOf } from '../../../../test/helpers/nitronodeClosing'
import { createWatching } from './watching'

const idOf = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`

/** A connection that reads nothing by itself, and what is read of a scripted node over it. */
function start(subjects: WatchedSubject[], { wallet = null as typeof byWallet | null } = {}) {
  const time = createVirtualTime()
  const listeners = new Set<(status: ConnectionStatus) => void>()
  const link = { socketName: 'socket-1', criticalInFlight: false, presence: neverAway, on: (_: 'status', listener: (status: ConnectionStatus) => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  } }
  const asked: string[] = []
  const changes: NodeChange[] = []
  const node = {
    versions: new Map<Hex, number>(), broken: new Set<string>(), listed: [] as Hex[], balances: [{ asset: 'usdc', amount: '1' }],
    held: Promise.resolve(),
  }
  const read = async (name: string, rows: readonly Hex[]) => {
    asked.push(name)
    await node.held
    if (node.broken.has(name)) throw new Error(`${name} is broken`)
    for (const id of rows) watching.note({ ...rowOf(node.versions.get(id) ?? 1, 'open', []), app_session_id: id })
  }
  const watching = createWatching(time, {
    session: (_, id) => read(id, [id]),
    list: (_, query) => read(`list ${query.participant}`, node.listed),
    balances: async () => {
      await read('balances', [])
      return node.balances
    },
  })
  const begin = () => {
    watching.follow({
      connection: link as unknown as Connection, subjects: () => subjects, login: () => wallet,
      onChange: (change) => { changes.push(change) },
    })
  }
  begin()
  return {
    time, link, node, watching, begin, changes, subjects,
    asked: () => asked.splice(0),
    lose() {
      link.socketName = ''
      for (const listener of [...listeners]) listener('reconnecting')
    },
    listening: () => listeners.size,
  }
}

describe('looking', () => {
  it('reads what is shown every 5 s, each once, lists and balances every 30 s', async () => {
    const { time, asked } = start([idOf(1), { participant: ALICE }, idOf(1), idOf(2), { participant: ALICE }, {}], { wallet: byWallet })
    await time.advance(4_999)
    expect(asked()).toEqual([])
    await time.advance(1)
    expect(asked()).toEqual([idOf(1), idOf(2)])
    await time.advance(20_000)
    asked()
    await time.advance(5_000)
    expect(asked()).toEqual([idOf(1), idOf(2), `list ${ALICE}`, 'balances'])
  })

  it('gives each of many sessions its turn, and never asks for more than a few at once', async () => {
    const ids = Array.from({ length: 21 }, (_, index) => idOf(index + 1))
    const { time, asked } = start(ids)
    const seen = new Set<string>()
    for (let look = 0; look < 3; look++) {
      await time.advance(5_000)
      const these = asked()
      expect(these).toHaveLength(8)
      expect(new Set(these).size).toBe(8)
      for (const each of these) seen.add(each)
    }
    expect(seen).toEqual(new Set(ids))
  })

  it('waits while a close is worked on, and while an earlier look takes its time', async () => {
    const { time, asked, link, node } = start([idOf(1)])
    link.criticalInFlight = true
    await time.advance(60_000)
    expect(asked()).toEqual([])
    link.criticalInFlight = false
    let letGo = (): void => {}
    node.held = new Promise((resolve) => { letGo = resolve })
    await time.advance(60_000)
    expect(asked()).toEqual([idOf(1)])
    letGo()
    await time.advance(5_000)
    expect(asked()).toEqual([idOf(1)])
  })

  it('ends with its socket, and begins again with another', async () => {
    const { time, asked, lose, link, begin, listening } = start([idOf(1)])
    lose()
    expect([time.pending, listening()]).toEqual([0, 0])
    await time.advance(60_000)
    expect(asked()).toEqual([])
    link.socketName = 'socket-2'
    begin()
    await time.advance(5_000)
    expect(asked()).toEqual([idOf(1)])
  })

  it('does not let what cannot be read keep it from the rest', async () => {
    const { time, asked, node } = start([idOf(1), idOf(2), { participant: ALICE }], { wallet: byWallet })
    node.broken.add(idOf(1)).add(`list ${ALICE}`)
    await time.advance(30_000)
    expect(asked().slice(-4)).toEqual([idOf(1), idOf(2), `list ${ALICE}`, 'balances'])
  })
})

describe('news', () => {
  it('is a session that has another version or status than before, told once, whoever read it', async () => {
    const { time, watching, node, changes } = start([idOf(1)])
    await time.advance(10_000)
    expect(changes).toEqual([])
    node.versions.set(idOf(1), 2)
    await time.advance(15_000)
    expect(changes).toEqual([{ kind: 'session', sessionId: idOf(1) }])
    watching.note({ ...rowOf(2, 'closed', []), app_session_id: idOf(1) })
    expect(changes).toHaveLength(2)
    watching.note({ ...rowOf(1, 'open', []), app_session_id: idOf(9) })
    expect(changes).toHaveLength(2)
  })

  it('is a session that is new in a list, even where it came between the first reading and the first look', async () => {
    const { time, watching, node, changes } = start([{ participant: ALICE }])
    watching.note({ ...rowOf(1, 'open', []), app_session_id: idOf(1) })
    node.listed = [idOf(2), idOf(1)]
    await time.advance(60_000)
    expect(changes).toEqual([{ kind: 'session', sessionId: idOf(2) }])
  })

  it('is a balance that has changed', async () => {
    const { time, node, changes } = start([], { wallet: byWallet })
    await time.advance(60_000)
    expect(changes).toEqual([{ kind: 'balances', balances: node.balances }])
    node.balances = [{ asset: 'usdc', amount: '2' }]
    await time.advance(60_000)
    expect(changes.slice(1)).toEqual([{ kind: 'balances', balances: [{ asset: 'usdc', amount: '2' }] }])
  })
})
