import { describe, expect, it } from 'vitest'
import { ALICE, BOB } from '../../../../test/helpers/nitronodeClosing'
import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import type { Address } from '../../types'
import type { Ask, Call } from './calls'
import type * as schemas from './schemas'
import { TransactionReader, type Listing, type TransactionRow } from './transactionReader'

const rowOf = (number: number): TransactionRow => ({
  id: `tx-${number}`, asset: 'usdc', tx_type: 41, from_account: '0x01', to_account: ALICE, amount: '1', created_at: '2026-01-01T00:00:00Z',
})

/** A node with a list of transactions for every wallet. Its messages leave when a test releases them. */
function start(count: number) {
  const asked: string[] = []
  const waiting: (() => void)[] = []
  const node = { rows: Array.from({ length: count }, (_, index) => rowOf(count - index)), broken: null as NitroliteError | null, now: 1_800_000_000_000 }
  const ask = (async (_: Connection, call: Call<typeof schemas.transactions>) => {
    await new Promise<void>((resolve) => { waiting.push(resolve) })
    const { wallet, pagination: { offset, limit } } = (call.params as () => { wallet: Address, pagination: { offset: number, limit: number } })()
    if (node.broken) throw node.broken
    asked.push(`${wallet === ALICE ? 'Alice' : 'Bob'}, ${limit} from ${offset}`)
    return { transactions: node.rows.slice(offset, offset + limit), metadata: { total_count: node.rows.length } }
  }) as unknown as Ask
  const reader = new TransactionReader(ask)
  const connection = { socketName: 'socket-1', now: () => node.now } as Connection
  const read = (isEnough: (rows: readonly TransactionRow[]) => boolean = () => true, wallet: Address = ALICE, onLeave?: () => void): Promise<Listing> =>
    reader.read(connection, wallet, isEnough, onLeave)
  /** Lets one message leave and be answered. */
  async function releaseOne(): Promise<void> {
    waiting.shift()?.()
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
  async function release(): Promise<void> {
    while (waiting.length > 0) await releaseOne()
  }
  return { asked, node, read, release, releaseOne }
}

describe('reading the transactions of wallets on nitronode', () => {
  it('the nitronode transaction reader reads one page for a hundred calls that wait for it, and one for each wallet', async () => {
    const { read, release, asked } = start(1_000)
    const readings = Promise.all([...Array.from({ length: 100 }, () => read()), read(undefined, BOB)])
    await release()
    expect((await readings).map(({ rows, isWhole, pages }) => [rows.length, isWhole, pages])).toEqual([...Array(100).fill([100, false, 1]), [10, false, 1]])
    expect(asked).toEqual(['Alice, 100 from 0', 'Bob, 10 from 0'])
  })

  it('the nitronode transaction reader reads further pages only for calls that need them, and settles the others before', async () => {
    const { read, release, releaseOne, asked } = start(1_000)
    const settled: string[] = []
    void read().then(() => { settled.push('short') })
    const long = read(rows => rows.length >= 250)
    await releaseOne()
    expect(settled).toEqual(['short'])
    await release()
    expect(await long).toMatchObject({ isWhole: false, pages: 3, rows: { length: 300 } })
    expect(asked).toEqual(['Alice, 100 from 0', 'Alice, 100 from 100', 'Alice, 100 from 200'])
  })

  it('the nitronode transaction reader asks for ten rows first if a single call waits, and for whole pages from the newest row on if they are not enough', async () => {
    const { read, releaseOne, release, asked, node } = start(1_000)
    const short = read(rows => rows.length >= 10)
    await release()
    expect(await short).toMatchObject({ rows: { length: 10 }, pages: 1 })
    const long = read(rows => rows.length >= 150)
    await releaseOne()
    node.rows.unshift(rowOf(1_001))
    await release()
    const { rows, pages } = await long
    expect([rows.length, rows[0]?.id, pages]).toEqual([200, 'tx-1001', 3])
    expect(asked).toEqual(['Alice, 10 from 0', 'Alice, 10 from 0', 'Alice, 100 from 0', 'Alice, 100 from 100'])
  })

  it('the nitronode transaction reader asks for whole pages at once for a minute after ten rows of a wallet were not enough', async () => {
    const { read, release, asked, node } = start(1_000)
    const readOnce = async (rowsNeeded: number, wallet = ALICE): Promise<readonly string[]> => {
      const reading = read(rows => rows.length >= rowsNeeded, wallet)
      await release()
      expect((await reading).rows.length).toBeGreaterThanOrEqual(rowsNeeded)
      return asked.splice(0)
    }
    expect(await readOnce(11)).toEqual(['Alice, 10 from 0', 'Alice, 100 from 0'])
    expect(await readOnce(1, BOB)).toEqual(['Bob, 10 from 0'])
    node.now += 60_000
    expect(await readOnce(1)).toEqual(['Alice, 100 from 0'])
    node.now += 1
    expect(await readOnce(1)).toEqual(['Alice, 10 from 0'])
  })

  it('the nitronode transaction reader reads a list to its end if no page is enough', async () => {
    const { read, release } = start(250)
    const reading = read(() => false)
    await release()
    expect(await reading).toMatchObject({ isWhole: true, rows: { length: 250 } })
    const { read: readEmpty, release: releaseEmpty } = start(0)
    const empty = readEmpty(() => false)
    await releaseEmpty()
    expect(await empty).toEqual({ rows: [], isWhole: true, pages: 1 })
  })

  it('the nitronode transaction reader returns every row once although rows are added while the list is read', async () => {
    const { read, releaseOne, release, node } = start(250)
    const readings = Promise.all([read(() => false), read(() => false)])
    await releaseOne()
    node.rows.unshift(rowOf(1_001), rowOf(1_002))
    await release()
    const [{ rows }] = await readings
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 250 }, (_, index) => `tx-${250 - index}`))
  })

  it('the nitronode transaction reader never answers from a message that left before the call, and says when the first message leaves', async () => {
    const { read, releaseOne, release, node, asked } = start(1)
    const left: string[] = []
    const first = read(undefined, ALICE, () => { left.push('first') })
    expect(left).toEqual([])
    await releaseOne()
    node.rows.unshift(rowOf(1_001))
    const second = read(undefined, ALICE, () => { left.push('second') })
    expect(left).toEqual(['first'])
    await release()
    expect([(await first).rows.length, (await second).rows.length]).toEqual([1, 2])
    expect([left, asked]).toEqual([['first', 'second'], ['Alice, 10 from 0', 'Alice, 10 from 0']])
  })

  it('the nitronode transaction reader rejects every call whose page fails, and reads again afterwards', async () => {
    const { read, release, node } = start(10)
    node.broken = new NitroliteError('CONNECTION_LOST')
    const readings = Promise.allSettled([read(), read()])
    await release()
    expect((await readings).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    node.broken = null
    const again = read()
    await release()
    expect((await again).rows).toHaveLength(10)
  })
})
