import { describe, expect, it } from 'vitest'
import type { Connection } from '../../connection/types'
import type { Allocation, AppSession, Payout } from '../../sessions/types'
import type { Hex } from '../../types'
import type { Ask } from './calls'
import { Releases } from './ledger'
import { TransactionReader } from './transactionReader'

const ID: Hex = `0x${'ab'.repeat(32)}`
const OTHER: Hex = `0x${'cd'.repeat(32)}`
const ALICE = '0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A'
const BOB = '0x1563915e194D8CfBA1943570603F7606A3115508'

interface Row {
  id: string
  asset: string
  tx_type: number
  from_account: string
  to_account: string
  amount: string
  created_at: string
}

const at = (second: number): string => new Date(1_800_000_000_000 + second * 1_000).toISOString().replace('.000', '')

let count = 0
const row = (to: string, second: number, from: string = OTHER, type = 41): Row => ({
  id: `tx-${++count}`, asset: 'usdc', tx_type: type, from_account: from, to_account: to.toLowerCase(), amount: '1', created_at: at(second),
})

interface Script {
  /** The node's clock, in seconds like the rows. */
  now?: number
  /** What the closing asks for. @default nothing for anybody */
  allocations?: readonly Allocation[]
  /** What the session holds. @default nothing */
  funded?: Readonly<Record<string, string>>
}

/** A node that lists the rows of two wallets, in the order in which they are given. */
function start(lists: Record<string, Row[]>, { now = 100_000, allocations = [], funded = {} }: Script = {}) {
  const pages: { wallet: string, offset: number }[] = []
  const ask = (async (_connection: Connection, call: { params: () => { wallet: string, pagination: { limit: number, offset: number } } }) => {
    const { wallet, pagination: { limit, offset } } = call.params()
    pages.push({ wallet, offset })
    const rows = lists[wallet] ?? []
    return { transactions: rows.slice(offset, offset + limit), metadata: { total_count: rows.length } }
  }) as unknown as Ask
  const session = { id: ID, participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }] } as unknown as AppSession
  const connection = { socketName: 'socket-1', now: () => Date.parse(at(now)) } as unknown as Connection
  const releases = new Releases(new TransactionReader(ask))
  return {
    pages,
    pagesOf: (wallet: string) => pages.filter(page => page.wallet === wallet).map(({ offset }) => offset),
    readBaseline: async () => (await releases.readBaseline(connection, session, () => {})).ids,
    readSince: (baseline: readonly string[], isClosed = false): Promise<Payout[]> =>
      releases.readSince(connection, { session, allocations, baseline, funded }, () => isClosed),
  }
}

/** Rows of other sessions, newest first, down from a second. */
const others = (wallet: string, rows: number, newest: number): Row[] => Array.from({ length: rows }, (_, index) => row(wallet, newest - index))

describe('releases of a session', () => {
  it('the nitronode ledger reads the releases of a session after the baseline, oldest first, to its participants only', async () => {
    const lists: Record<string, Row[]> = { [ALICE]: [row(ALICE, 5, ID), row(ALICE, 4)], [BOB]: [] }
    const { readBaseline, readSince } = start(lists)
    const baseline = await readBaseline()
    expect(baseline).toEqual([lists[ALICE]?.[0]?.id])
    lists[ALICE]?.unshift(row(ALICE, 9, ID), row(ALICE, 8), row(ALICE, 7, ID, 40))
    lists[BOB]?.unshift(row(BOB, 8, ID))
    expect((await readSince(baseline)).map(({ participant, createdAt }) => [participant, createdAt]))
      .toEqual([[BOB, at(8)], [ALICE, at(9)]])
  })

  it('the nitronode ledger reads all releases of a session if the baseline is empty', async () => {
    const lists: Record<string, Row[]> = { [ALICE]: [], [BOB]: [] }
    const { readBaseline, readSince } = start(lists)
    const baseline = await readBaseline()
    lists[ALICE]?.push(...others(ALICE, 250, 900), row(ALICE, 100, ID))
    expect(await readSince(baseline)).toMatchObject([{ participant: ALICE, createdAt: at(100) }])
  })

  it('the nitronode ledger reads one page of a wallet with 10,000 rows each time, and does not count an earlier release far down in them', async () => {
    const lists: Record<string, Row[]> = { [ALICE]: [...others(ALICE, 5_000, 90_000), row(ALICE, 80_000, ID), ...others(ALICE, 5_000, 79_999)] }
    const { readBaseline, readSince, pagesOf } = start(lists)
    const baseline = await readBaseline()
    expect(baseline).toHaveLength(1)
    lists[ALICE]?.unshift(row(ALICE, 90_002, ID), row(ALICE, 90_001))
    expect(await readSince(baseline)).toMatchObject([{ createdAt: at(90_002) }])
    expect(pagesOf(ALICE)).toEqual([0, 0])
  })

  it('the nitronode ledger finds a release of a wallet with many rows behind hundreds of newer rows', async () => {
    const lists: Record<string, Row[]> = { [ALICE]: others(ALICE, 1_000, 5_000) }
    const { readBaseline, readSince, pagesOf } = start(lists)
    const baseline = await readBaseline()
    lists[ALICE]?.unshift(...others(ALICE, 350, 9_000), row(ALICE, 5_001, ID))
    expect(await readSince(baseline)).toMatchObject([{ createdAt: at(5_001) }])
    expect(pagesOf(ALICE)).toEqual([0, 0, 0, 100, 200, 300])
  })

  it('the nitronode ledger finds a release of a wallet with many rows between rows of the same second', async () => {
    const present = [...others(ALICE, 10, 5_000).map(each => ({ ...each, created_at: at(5_000) })), ...others(ALICE, 300, 4_000)]
    const lists: Record<string, Row[]> = { [ALICE]: present }
    const { readBaseline, readSince } = start(lists, { now: 5_000 })
    const baseline = await readBaseline()
    lists[ALICE] = [...present.slice(0, 10), row(ALICE, 5_000, ID), ...present.slice(10)]
    expect(await readSince(baseline)).toMatchObject([{ createdAt: at(5_000) }])
  })

  it.each([['oldest first', (rows: Row[]) => rows], ['rows without an order of time', (rows: Row[]) => rows.map(each => ({ ...each, created_at: at(1) }))]])(
    'the nitronode ledger reads the whole list of a wallet from a node that lists %s',
    async (_, order) => {
      const present = others(ALICE, 250, 5_000).reverse()
      const earlier = row(ALICE, 4_800, ID)
      present.splice(120, 0, earlier)
      const lists: Record<string, Row[]> = { [ALICE]: order(present) }
      const { readBaseline, readSince } = start(lists)
      const baseline = await readBaseline()
      expect(baseline).toEqual([earlier.id])
      const newRow = row(ALICE, 6_000, ID)
      lists[ALICE] = order([...present, newRow])
      expect((await readSince(baseline)).map(({ transactionId }) => transactionId)).toEqual([newRow.id])
    })
})

describe('a wallet with many rows on a node whose clock jumps', () => {
  /** A node whose clock shows 50,000 after it was ahead. */
  const NOW = 50_000
  const toAlice = { allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }], funded: { usdc: '1' }, now: NOW } as const
  const insertByTime = (rows: Row[], added: Row): void => {
    const index = rows.findIndex(({ created_at }) => created_at <= added.created_at)
    rows.splice(index < 0 ? rows.length : index, 0, added)
  }

  it('the nitronode ledger finds a payout behind 250 rows that are stamped later, and reads as few pages as possible', async () => {
    const lists = { [ALICE]: [...others(ALICE, 250, NOW + 3_600), ...others(ALICE, 5_000, NOW - 20)], [BOB]: [] as Row[] }
    const { readBaseline, readSince, pagesOf } = start(lists, toAlice)
    const baseline = await readBaseline()
    const payout = row(ALICE, NOW + 1, ID)
    insertByTime(lists[ALICE], payout)
    expect((await readSince(baseline)).map(({ transactionId }) => transactionId)).toEqual([payout.id])
    expect(pagesOf(ALICE)).toEqual([0, 0, 100, 200, 0, 100, 200])
  })

  it('the nitronode ledger counts no earlier release among 250 rows that are stamped later', async () => {
    const lists = { [ALICE]: [...others(ALICE, 150, NOW + 3_600), row(ALICE, NOW + 3_400, ID), ...others(ALICE, 99, NOW + 3_300), ...others(ALICE, 500, NOW - 20)] }
    const { readBaseline, readSince } = start(lists, toAlice)
    const baseline = await readBaseline()
    expect(await readSince(baseline, true)).toEqual([])
    const payout = row(ALICE, NOW + 1, ID)
    insertByTime(lists[ALICE], payout)
    expect((await readSince(baseline, true)).map(({ transactionId }) => transactionId)).toEqual([payout.id])
  })

  it('the nitronode ledger finds the payouts of a closed session although the clock was set back by an hour after the closing was planned', async () => {
    const lists = { [ALICE]: others(ALICE, 3_000, NOW - 20), [BOB]: others(BOB, 300, NOW - 20) }
    const half = (participant: string): Allocation => ({ participant: participant as typeof ALICE, asset: 'usdc', amount: '1' })
    const { readBaseline, readSince, pagesOf } = start(lists, { ...toAlice, allocations: [half(ALICE), half(BOB)], funded: { usdc: '2' } })
    const baseline = await readBaseline()
    insertByTime(lists[ALICE], row(ALICE, NOW - 1_250, ID))
    insertByTime(lists[BOB], row(BOB, NOW - 150, ID))
    expect(await readSince(baseline, false)).toEqual([])
    expect((await readSince(baseline, true)).map(({ participant }) => participant)).toEqual([ALICE, BOB])
    expect(Math.max(...pagesOf(ALICE))).toBe(1_200)
  })

  it('the nitronode ledger counts no release from before the baseline when it searches the rows behind its mark', async () => {
    const lists = { [ALICE]: others(ALICE, 3_000, NOW - 20), [BOB]: [] as Row[] }
    insertByTime(lists[ALICE], row(ALICE, NOW - 2_500, ID))
    const { readBaseline, readSince } = start(lists, toAlice)
    const baseline = await readBaseline()
    const payout = row(ALICE, NOW - 1_250, ID)
    insertByTime(lists[ALICE], payout)
    expect((await readSince(baseline, true)).map(({ transactionId }) => transactionId)).toEqual([payout.id])
  })

  it('the nitronode ledger counts no release from behind its mark while the payouts of the session do not add up to what the session held', async () => {
    const lists = { [ALICE]: others(ALICE, 300, NOW - 20), [BOB]: [] as Row[] }
    insertByTime(lists[ALICE], row(ALICE, NOW - 250, ID))
    const { readBaseline, readSince } = start(lists, { ...toAlice, funded: { usdc: '5' } })
    expect(await readSince(await readBaseline(), true)).toEqual([])
  })

  it('the nitronode ledger reads one page of a wallet with 100,000 rows when a closed session was paid as expected', async () => {
    const lists = { [ALICE]: others(ALICE, 100_000, NOW - 20), [BOB]: others(BOB, 100_000, NOW - 20) }
    const { readBaseline, readSince, pages } = start(lists, toAlice)
    const baseline = await readBaseline()
    lists[ALICE].unshift(row(ALICE, NOW + 1, ID))
    expect(await readSince(baseline, true)).toHaveLength(1)
    expect(pages).toHaveLength(4)
  })
})
