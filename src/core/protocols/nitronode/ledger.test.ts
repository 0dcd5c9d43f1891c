import { describe, expect, it } from 'vitest'
import type { Connection } from '../../connection/types'
import type { AppSession } from '../../sessions/types'
import type { Hex } from '../../types'
import type { Ask } from './calls'
import { Releases } from './ledger'

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

/** A node that lists the rows of two wallets, in the order in which they are given. */
function start(lists: Record<string, Row[]>) {
  const pages: { wallet: string, offset: number }[] = []
  const ask = (async (_connection: Connection, { params }: { params: { wallet: string, pagination: { limit: number, offset: number } } }) => {
    const { wallet, pagination: { limit, offset } } = params
    pages.push({ wallet, offset })
    const rows = lists[wallet] ?? []
    return { transactions: rows.slice(offset, offset + limit), metadata: { total_count: rows.length } }
  }) as unknown as Ask
  const session = { id: ID, participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }] } as unknown as AppSession
  return { releases: new Releases(ask, {} as Connection, session), pages }
}

/** Rows of other sessions, newest first, down from a second. */
const others = (wallet: string, rows: number, newest: number): Row[] => Array.from({ length: rows }, (_, index) => row(wallet, newest - index))

describe('releases of a session', () => {
  it('reads the releases of a session after the baseline, oldest first, to its participants only', async () => {
    const lists: Record<string, Row[]> = { [ALICE]: [row(ALICE, 5, ID), row(ALICE, 4)], [BOB]: [] }
    const { releases } = start(lists)
    const baseline = await releases.readBaseline()
    expect(baseline).toEqual([lists[ALICE]?.[0]?.id])
    lists[ALICE]?.unshift(row(ALICE, 9, ID), row(ALICE, 8), row(ALICE, 7, ID, 40))
    lists[BOB]?.unshift(row(BOB, 8, ID))
    expect((await releases.readSince(baseline)).map(({ participant, createdAt }) => [participant, createdAt]))
      .toEqual([[BOB, at(8)], [ALICE, at(9)]])
  })

  it('reads all releases of a session if the baseline is empty', async () => {
    const lists: Record<string, Row[]> = { [ALICE]: [], [BOB]: [] }
    const { releases } = start(lists)
    const baseline = await releases.readBaseline()
    lists[ALICE]?.push(...others(ALICE, 250, 900), row(ALICE, 100, ID))
    expect(await releases.readSince(baseline)).toMatchObject([{ participant: ALICE, createdAt: at(100) }])
  })

  it('reads one page of a wallet with 10,000 rows each time, and does not count an earlier release far down in them', async () => {
    const lists: Record<string, Row[]> = { [ALICE]: [...others(ALICE, 5_000, 90_000), row(ALICE, 80_000, ID), ...others(ALICE, 5_000, 79_999)] }
    const { releases, pages } = start(lists)
    const baseline = await releases.readBaseline()
    expect(baseline).toHaveLength(20)
    lists[ALICE]?.unshift(row(ALICE, 90_002, ID), row(ALICE, 90_001))
    expect(await releases.readSince(baseline)).toMatchObject([{ createdAt: at(90_002) }])
    expect(pages.filter(({ wallet }) => wallet === ALICE)).toEqual([{ wallet: ALICE, offset: 0 }, { wallet: ALICE, offset: 0 }])
  })

  it('finds a release of a wallet with many rows behind hundreds of newer rows', async () => {
    const lists: Record<string, Row[]> = { [ALICE]: others(ALICE, 1_000, 5_000) }
    const { releases, pages } = start(lists)
    const baseline = await releases.readBaseline()
    lists[ALICE]?.unshift(...others(ALICE, 350, 9_000), row(ALICE, 5_001, ID))
    expect(await releases.readSince(baseline)).toMatchObject([{ createdAt: at(5_001) }])
    expect(pages.filter(({ wallet }) => wallet === ALICE).map(({ offset }) => offset)).toEqual([0, 0, 100, 200, 300])
  })

  it('finds a release of a wallet with many rows between rows of the same second', async () => {
    const present = [...others(ALICE, 10, 5_000).map(each => ({ ...each, created_at: at(5_000) })), ...others(ALICE, 300, 4_000)]
    const lists: Record<string, Row[]> = { [ALICE]: present }
    const { releases } = start(lists)
    const baseline = await releases.readBaseline()
    lists[ALICE] = [...present.slice(0, 10), row(ALICE, 5_000, ID), ...present.slice(10)]
    expect(await releases.readSince(baseline)).toMatchObject([{ createdAt: at(5_000) }])
  })

  it.each([['oldest first', (rows: Row[]) => rows], ['rows without an order of time', (rows: Row[]) => rows.map(each => ({ ...each, created_at: at(1) }))]])(
    'reads the whole list of a wallet from a node that lists %s',
    async (_, order) => {
      const present = others(ALICE, 250, 5_000).reverse()
      const earlier = row(ALICE, 4_800, ID)
      present.splice(120, 0, earlier)
      const lists: Record<string, Row[]> = { [ALICE]: order(present) }
      const { releases } = start(lists)
      const baseline = await releases.readBaseline()
      expect(baseline).toEqual([earlier.id])
      const newRow = row(ALICE, 6_000, ID)
      lists[ALICE] = order([...present, newRow])
      expect((await releases.readSince(baseline)).map(({ transactionId }) => transactionId)).toEqual([newRow.id])
    })
})
