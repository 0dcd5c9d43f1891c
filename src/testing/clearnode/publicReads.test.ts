import { describe, expect, it } from 'vitest'
import { DirectClient } from '../../../test/helpers/directClient'
import { createEmbeddedClearnode } from './clearnode'

// Seen on a running ClearNode 0.5.2 with random requests.
const PARAMS_REFUSED = 'failed to parse parameters'

const clock = () => 1_800_000_000_000

function ask(method: string, params: Record<string, unknown>): unknown {
  return new DirectClient(createEmbeddedClearnode({ clock }), 'alice', clock).ask(method, params, [])
}

describe('parameters that a public read of the embedded ClearNode cannot parse', () => {
  it.each([{ participant: 5 }, { status: {} }, { limit: -1 }])('get_channels refuses %o', (params) => {
    expect(ask('get_channels', params)).toBe(PARAMS_REFUSED)
  })

  it('get_channels refuses an unknown direction, and lists no channels otherwise', () => {
    expect(ask('get_channels', { sort: 'sideways' })).toBe('failed to get channels')
    expect(ask('get_channels', { participant: '0x1', status: 'open' })).toEqual({ channels: [] })
  })

  it('get_ledger_transactions reports a limit that it cannot parse before an unknown type', () => {
    expect(ask('get_ledger_transactions', { tx_type: 'x', limit: 1.5 })).toBe(PARAMS_REFUSED)
    expect(ask('get_ledger_transactions', { tx_type: 'x', limit: 1 })).toBe('invalid ledger transaction type')
  })

  it('auth_verify refuses an empty challenge before it looks at the token, and reads a missing one', () => {
    expect(ask('auth_verify', { challenge: '', jwt: 'x' })).toBe('failed to parse auth parameters')
    expect(ask('auth_verify', { jwt: 'x' })).toBe('invalid JWT token')
  })
})
