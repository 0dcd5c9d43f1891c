import { describe, expect, it } from 'vitest'
import { ALICE, BOB } from '../../../../test/helpers/nitronodeClosing'
import type { Connection } from '../../connection/types'
import type { Address, Hex } from '../../types'
import { NitroliteError } from '../../errors/errors'
import type { Ask, Call } from './calls'
import type { SessionRow } from './schemas'
import type * as schemas from './schemas'
import { SeenSessions } from './seenSessions'
import { SessionReader } from './sessionReader'

const idOf = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`

/** A node with sessions 0 to `count - 1` of each wallet, newest first. Its messages leave when a test releases them. */
function start(count: number) {
  const asked: string[] = []
  const waiting: (() => void)[] = []
  const node = { version: 1, broken: null as NitroliteError | null, missing: new Set<Hex>() }
  const rowOf = (number: number): SessionRow => ({
    app_session_id: idOf(number), status: 'open', version: node.version, session_data: null, allocations: [],
    app_definition: { application_id: 'test-app', quorum: 100, participants: [{ wallet_address: ALICE, signature_weight: 100 }] },
  })
  const rows = () => Array.from({ length: count }, (_, index) => rowOf(index)).filter(row => !node.missing.has(row.app_session_id))
  const ask = (async (_: Connection, call: Call<typeof schemas.sessions>) => {
    await new Promise<void>((resolve) => { waiting.push(resolve) })
    const params = (call.params as () => { app_session_id?: Hex, participant?: Address, pagination?: { offset: number } })()
    if (node.broken) throw node.broken
    const { app_session_id: id, participant, pagination: { offset } = { offset: 0 } } = params
    asked.push(id ? `session ${Number(id)}` : `${participant === ALICE ? 'Alice' : 'Bob'} from ${offset}`)
    const found = id ? rows().filter(row => row.app_session_id === id) : rows().slice(offset, offset + 100)
    return { app_sessions: found, metadata: { total_count: count } }
  }) as unknown as Ask
  const seen = new SeenSessions()
  const reader = new SessionReader(ask, seen)
  const connection = { socketName: 'socket-1' } as Connection
  const read = (number: number, wallet: Address = ALICE): Promise<SessionRow> => reader.read(connection, idOf(number), wallet)
  /** Lets messages leave until none waits. */
  async function release(): Promise<void> {
    for (let quiet = 0; quiet < 20; quiet++) {
      if (waiting.length > 0) quiet = 0
      waiting.shift()?.()
      await Promise.resolve()
    }
  }
  return { asked, node, seen, read, release }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index)

describe('reading sessions of nitronode for closings', () => {
  it('the nitronode session reader reads a few sessions by their ids, each once', async () => {
    const { read, release, asked } = start(500)
    const readings = Promise.all([read(3), read(5), read(3)])
    await release()
    expect((await readings).map(row => Number(row.app_session_id))).toEqual([3, 5, 3])
    expect(asked).toEqual(['session 3', 'session 5'])
  })

  it('the nitronode session reader reads 1,000 sessions of one wallet with ten messages', async () => {
    const { read, release, asked } = start(1_000)
    const readings = Promise.all(range(0, 1_000).map(number => read(number)))
    await release()
    expect((await readings).map(row => Number(row.app_session_id))).toEqual(range(0, 1_000))
    expect(asked).toEqual(range(0, 10).map(page => `Alice from ${page * 100}`))
  })

  it('the nitronode session reader reads the page on which sessions were seen before, wherever that page is in the list', async () => {
    const { read, release, asked } = start(1_000)
    const all = Promise.all(range(0, 1_000).map(number => read(number)))
    await release()
    await all
    asked.length = 0
    const readings = Promise.all(range(720, 790).map(number => read(number)))
    await release()
    await readings
    expect(asked).toEqual(['Alice from 700'])
  })

  it('the nitronode session reader reads sessions by their ids when they are not on the pages where others were found', async () => {
    const { read, release, asked } = start(1_000)
    const readings = Promise.all([0, 1, 2, 3, 901, 902].map(number => read(number)))
    await release()
    expect(await readings).toHaveLength(6)
    expect(asked).toEqual(['Alice from 0', 'session 901', 'session 902'])
  })

  it('the nitronode session reader reads the lists of two wallets separately', async () => {
    const { read, release, asked } = start(100)
    const readings = Promise.all([...range(0, 5).map(number => read(number)), ...range(5, 10).map(number => read(number, BOB))])
    await release()
    await readings
    expect(asked).toEqual(['Alice from 0', 'Bob from 0'])
  })

  it('the nitronode session reader never answers from a message that left before the call', async () => {
    const { read, release, node } = start(10)
    const first = Promise.all(range(0, 10).map(number => read(number)))
    await release()
    node.version = 2
    const second = Promise.all(range(0, 10).map(number => read(number)))
    await release()
    expect(new Set((await first).map(({ version }) => version))).toEqual(new Set([1]))
    expect(new Set((await second).map(({ version }) => version))).toEqual(new Set([2]))
  })

  it('the nitronode session reader passes every session of a page to the sessions that were seen', async () => {
    const { read, release, seen } = start(50)
    const readings = Promise.all(range(0, 4).map(number => read(number)))
    await release()
    await readings
    expect(seen.latest(idOf(49))).toMatchObject({ version: 1 })
    expect(seen.latest(idOf(50))).toBeNull()
  })

  it('the nitronode session reader reports SESSION_NOT_FOUND only for the sessions that the node does not know by their ids', async () => {
    const { read, release, node } = start(10)
    node.missing.add(idOf(4))
    const readings = Promise.allSettled(range(0, 6).map(number => read(number)))
    await release()
    expect((await readings).map(({ status }) => status)).toEqual(
      ['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect((await readings)[4]).toMatchObject({ reason: { code: 'SESSION_NOT_FOUND', info: { data: { sessionId: idOf(4) } } } })
  })

  it('the nitronode session reader rejects every call whose message fails, and reads again afterwards', async () => {
    const { read, release, node } = start(10)
    node.broken = new NitroliteError('CONNECTION_LOST')
    const readings = Promise.allSettled(range(0, 6).map(number => read(number)))
    await release()
    expect((await readings).every(({ status }) => status === 'rejected')).toBe(true)
    node.broken = null
    const again = read(1)
    await release()
    expect(await again).toMatchObject({ app_session_id: idOf(1) })
  })
})
