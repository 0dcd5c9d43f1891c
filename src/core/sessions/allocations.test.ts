import { describe, expect, it } from 'vitest'
import { buildAllocations } from './allocations'

const sums = (entries: Record<string, Record<string, string>>): Map<string, Map<string, string>> =>
  new Map(Object.entries(entries).map(([participant, amounts]) => [participant, new Map(Object.entries(amounts))]))

describe('buildAllocations', () => {
  it('buildAllocations gives every participant a row for every asset that moved, in a stable order', () => {
    const built = buildAllocations(
      ['0xB', '0xA'],
      new Map([['usdc', 6], ['eth', 18], ['other', 2]]),
      sums({ '0xA': { usdc: '0.300000', eth: '0' }, '0xB': { usdc: '0.7' } }),
    )
    expect(built.assets).toEqual([
      { symbol: 'eth', decimals: 18, scale: 18, total: '0' },
      { symbol: 'usdc', decimals: 6, scale: 6, total: '1' },
    ])
    expect(built.allocations).toEqual([
      { participant: '0xB', asset: 'eth', amount: '0' },
      { participant: '0xA', asset: 'eth', amount: '0' },
      { participant: '0xB', asset: 'usdc', amount: '0.7' },
      { participant: '0xA', asset: 'usdc', amount: '0.3' },
    ])
  })

  it('buildAllocations raises the scale to the decimals of the ledger, even if they cancel out in the total', () => {
    const { assets } = buildAllocations(['0xA', '0xB'], new Map([['usdc', 6]]), sums({
      '0xA': { usdc: '0.50000001' }, '0xB': { usdc: '0.49999999' },
    }))
    expect(assets).toEqual([{ symbol: 'usdc', decimals: 6, scale: 8, total: '1' }])
  })

  it('buildAllocations takes the decimals from the ledger for an asset that the node does not list', () => {
    const { assets } = buildAllocations(['0xA'], new Map(), sums({ '0xA': { odd: '1.2500' } }))
    expect(assets).toEqual([{ symbol: 'odd', decimals: 2, scale: 2, total: '1.25' }])
  })

  it('buildAllocations reads a negative account, as a session that was paid twice leaves it', () => {
    const { assets, allocations } = buildAllocations(['0xA', '0xB'], new Map([['usdc', 6]]), sums({
      '0xA': { usdc: '-1.5' }, '0xB': { usdc: '0.5' },
    }))
    expect(assets[0]?.total).toBe('-1')
    expect(allocations[0]?.amount).toBe('-1.5')
  })

  it('buildAllocations counts a repeated participant once, and returns nothing for an empty ledger', () => {
    const built = buildAllocations(['0xA', '0xA'], new Map(), sums({ '0xA': { usdc: '1' } }))
    expect(built.assets[0]?.total).toBe('1')
    expect(built.allocations).toHaveLength(1)
    expect(buildAllocations(['0xA'], new Map([['usdc', 6]]), new Map())).toEqual({ assets: [], allocations: [] })
  })
})
