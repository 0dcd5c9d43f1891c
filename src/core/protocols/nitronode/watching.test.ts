import { describe, expect, it } from 'vitest'
import { ALICE, byWallet, rowOf } from '../../../../test/helpers/nitronodeClosing'
import { createVirtualTime } from '../../../testing'
import { neverAway } from '../../connection/runtime'
import type { Connection, ConnectionStatus } from '../../connection/types'
import type { Hex } from '../../types'
import type { NodeChange, WatchedSubject } from '../protocol'
import { SeenSessions } from './seenSessions'
import { createFollow } from './watching'

const idOf = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`

/** Notes that a session was open, and then that it is closed. */
function noteClosed(seen: SeenSessions, sessionId: Hex): void {
  seen.noteSession({ ...rowOf(1, 'open', []), app_session_id: sessionId })
  seen.noteSession({ ...rowOf(2, 'closed', []), app_session_id: sessionId })
}

/** Follows what others change at a scripted node, over a connection that a test can lose. */
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
    held: Promise.resolve(), answeredAt: null as number | null,
  }
  const seen = new SeenSessions()
  const read = async (name: string, ids: readonly Hex[], isPolledList = false) => {
    asked.push(name)
    await node.held
    if (node.broken.has(name)) throw new Error(`${name} is broken`)
    for (const id of ids) seen.noteSession({ ...rowOf(node.versions.get(id) ?? 1, 'open', []), app_session_id: id }, isPolledList)
  }
  const follow = createFollow(time, seen, {
    session: (_, id) => read(id, [id]),
    list: (_, query) => read(`list ${query.participant}`, node.listed, true),
    balances: async () => {
      await read('balances', [])
      return node.balances
    },
    answeredAt: () => node.answeredAt,
  })
  const begin = () => {
    follow({
      connection: link as unknown as Connection, subjects: () => subjects, login: () => wallet,
      onChange: (change) => { changes.push(change) },
    })
  }
  begin()
  return {
    time, link, node, seen, begin, changes, subjects,
    asked: () => asked.splice(0),
    lose() {
      link.socketName = ''
      for (const listener of [...listeners]) listener('reconnecting')
    },
    listening: () => listeners.size,
  }
}

describe('polling', () => {
  it('the nitronode poller polls each session on screen every 5 s, and lists and balances every 30 s', async () => {
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

  it('the nitronode poller polls many sessions in turns, at most eight at once', async () => {
    const ids = Array.from({ length: 21 }, (_, index) => idOf(index + 1))
    const { time, asked } = start(ids)
    const polled = new Set<string>()
    for (let poll = 0; poll < 3; poll++) {
      await time.advance(5_000)
      const idsOfPoll = asked()
      expect(idsOfPoll).toHaveLength(8)
      expect(new Set(idsOfPoll).size).toBe(8)
      for (const id of idsOfPoll) polled.add(id)
    }
    expect(polled).toEqual(new Set(ids))
  })

  it('the nitronode poller does not poll while the node works on a close, or while an earlier poll is running', async () => {
    const { time, asked, link, node } = start([idOf(1)])
    link.criticalInFlight = true
    await time.advance(60_000)
    expect(asked()).toEqual([])
    link.criticalInFlight = false
    let release = (): void => {}
    node.held = new Promise((resolve) => { release = resolve })
    await time.advance(60_000)
    expect(asked()).toEqual([idOf(1)])
    release()
    await time.advance(5_000)
    expect(asked()).toEqual([idOf(1)])
  })

  it('the nitronode poller polls while many closes are in flight one after the other, because the node answers all the time', async () => {
    const { time, asked, link, node } = start([idOf(1)])
    link.criticalInFlight = true
    node.answeredAt = 4_001
    await time.advance(5_000)
    expect(asked()).toEqual([idOf(1)])
    await time.advance(5_000)
    expect(asked()).toEqual([])
  })

  it('the nitronode poller stops polling when its socket is lost, and starts again with the next socket', async () => {
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

  it('the nitronode poller polls everything else if a session or a list cannot be read', async () => {
    const { time, asked, node } = start([idOf(1), idOf(2), { participant: ALICE }], { wallet: byWallet })
    node.broken.add(idOf(1)).add(`list ${ALICE}`)
    await time.advance(30_000)
    expect(asked().slice(-4)).toEqual([idOf(1), idOf(2), `list ${ALICE}`, 'balances'])
  })
})

describe('changes', () => {
  it('the nitronode poller reports a session once when its version or status changes, whichever read notices the change', async () => {
    const { time, seen, node, changes } = start([idOf(1)])
    await time.advance(10_000)
    expect(changes).toEqual([])
    node.versions.set(idOf(1), 2)
    await time.advance(15_000)
    expect(changes).toEqual([{ kind: 'session', sessionId: idOf(1) }])
    seen.noteSession({ ...rowOf(2, 'closed', []), app_session_id: idOf(1) })
    expect(changes).toHaveLength(2)
    seen.noteSession({ ...rowOf(1, 'open', []), app_session_id: idOf(9) })
    expect(changes).toHaveLength(2)
  })

  it('the nitronode poller reports a session that is new in a list, even if the session was added before the first poll', async () => {
    const { time, seen, node, changes } = start([{ participant: ALICE }])
    seen.noteSession({ ...rowOf(1, 'open', []), app_session_id: idOf(1) })
    node.listed = [idOf(2), idOf(1)]
    await time.advance(60_000)
    expect(changes).toEqual([{ kind: 'session', sessionId: idOf(2) }])
  })

  it('the nitronode poller reports balances when they change', async () => {
    const { time, node, changes } = start([], { wallet: byWallet })
    await time.advance(60_000)
    expect(changes).toEqual([{ kind: 'balances', balances: node.balances }])
    node.balances = [{ asset: 'usdc', amount: '2' }]
    await time.advance(60_000)
    expect(changes.slice(1)).toEqual([{ kind: 'balances', balances: [{ asset: 'usdc', amount: '2' }] }])
  })

  it('the nitronode poller reads the balances half a second after a session was found closed', async () => {
    const { time, seen, asked, changes, node } = start([], { wallet: byWallet })
    noteClosed(seen, idOf(1))
    await time.advance(499)
    expect(asked()).toEqual([])
    await time.advance(1)
    expect(asked()).toEqual(['balances'])
    expect(changes).toEqual([{ kind: 'session', sessionId: idOf(1) }, { kind: 'balances', balances: node.balances }])
  })

  it('the nitronode poller reads the balances at most every 5 s while sessions are closed one after the other', async () => {
    const { time, seen, asked } = start([], { wallet: byWallet })
    for (let closed = 1; closed <= 40; closed++) {
      noteClosed(seen, idOf(closed))
      await time.advance(250)
    }
    expect(asked()).toEqual(['balances', 'balances'])
    await time.advance(5_000)
    expect(asked()).toEqual(['balances'])
    await time.advance(10_000)
    expect(asked()).toEqual([])
  })

  it('the nitronode poller reads the balances again after a session was closed while they were read', async () => {
    const { time, seen, asked, node } = start([], { wallet: byWallet })
    let release = (): void => {}
    node.held = new Promise((resolve) => { release = resolve })
    noteClosed(seen, idOf(1))
    await time.advance(500)
    noteClosed(seen, idOf(2))
    release()
    await time.advance(5_000)
    expect(asked()).toEqual(['balances', 'balances'])
    await time.advance(5_000)
    expect(asked()).toEqual([])
  })

  it('the nitronode poller reads the balances of a closed session again after a reading that failed', async () => {
    const { time, seen, asked, node } = start([], { wallet: byWallet })
    node.broken.add('balances')
    noteClosed(seen, idOf(1))
    await time.advance(500)
    node.broken.clear()
    await time.advance(5_000)
    expect(asked()).toEqual(['balances', 'balances'])
  })

  it('the nitronode poller reports a session that has left a list', () => {
    const { seen, changes } = start([])
    seen.noteList({ participant: ALICE, status: 'open' }, [idOf(1), idOf(2)])
    seen.noteList({ participant: ALICE }, [idOf(3)])
    expect(changes).toEqual([])
    seen.noteList({ participant: ALICE, status: 'open' }, [idOf(2)])
    expect(changes).toEqual([{ kind: 'session', sessionId: idOf(1) }])
  })
})
