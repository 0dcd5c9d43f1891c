import { describe, expect, it } from 'vitest'
import { describeError } from '../../src/core'
import type { ClosingHistory, HistoryQuery } from '../../src/core/history/types'
import { sampleEntry } from './sampleHistory'
import { BOB, sampleId } from './sampleSession'

/** What every history of ended closings must do. */
export function describeHistory(name: string, create: () => Promise<ClosingHistory>): void {
  describe(`history contract: ${name}`, () => {
    const failed = sampleEntry(4, { state: 'failed', receipt: null, error: describeError('WALLET_REJECTED'), wallet: BOB, node: 'wss://other.example/' })

    async function filled(): Promise<ClosingHistory> {
      const history = await create()
      for (const entry of [sampleEntry(2), sampleEntry(1), failed, sampleEntry(3, { application: 'Chess' })]) await history.put(entry)
      return history
    }
    const found = async (query?: HistoryQuery) => (await (await filled()).find(query)).map(({ closingId }) => Number(closingId.slice(8)))

    it(`the history (${name}) returns ended closings unchanged, the latest first`, async () => {
      const history = await filled()
      expect(await history.find()).toEqual([failed, sampleEntry(3, { application: 'Chess' }), sampleEntry(2), sampleEntry(1)])
    })

    it.each<[string, HistoryQuery, number[]]>([
      ['a word in any case', { text: 'chess' }, [3]],
      ['several words that all occur', { text: '  0.7   closed ' }, [3, 2, 1]],
      ['part of an address', { text: BOB.slice(4, 20).toLowerCase() }, [4, 3, 2, 1]],
      ['the code of an error', { text: 'wallet_rejected' }, [4]],
      ['a word that does not occur', { text: 'nobody' }, []],
      ['a node', { node: 'wss://other.example/' }, [4]],
      ['a session', { sessionId: sampleId(2) }, [2]],
      ['a wallet in lower case', { wallet: BOB.toLowerCase() }, [4]],
      ['states', { states: ['failed', 'cancelled'] }, [4]],
      ['a period', { from: sampleEntry(2).endedAt, until: sampleEntry(4).endedAt }, [3, 2]],
      ['an end time', { until: sampleEntry(2).endedAt }, [1]],
      ['a page of results', { skip: 1, limit: 2 }, [3, 2]],
      ['a limit of zero', { limit: 0 }, []],
    ])(`the history (${name}) finds ended closings by %s`, async (_, query, numbers) => {
      expect(await found(query)).toEqual(numbers)
    })

    it(`the history (${name}) keeps one entry for each closing, and replaces one with a receipt only by another one with a receipt`, async () => {
      const history = await create()
      await history.put(failed)
      const closed = sampleEntry(4)
      await history.put(closed)
      await history.put(failed)
      expect(await history.find()).toEqual([closed])
      const overpaid = sampleEntry(4, { state: 'overpaid', endedAt: closed.endedAt + 1 })
      await history.put(overpaid)
      expect(await history.find()).toEqual([overpaid])
    })
  })
}
