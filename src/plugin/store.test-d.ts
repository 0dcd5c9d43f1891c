import { expectTypeOf, test } from 'vitest'
import type { ClosingSnapshot } from '../core/closing/types'
import type { ConnectionStatus } from '../core/connection/types'
import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { AppSessionSummary, Balance } from '../core/sessions/types'
import { useNitroliteStore } from './store'

test('the store holds plain data', () => {
  const store = useNitroliteStore()
  expectTypeOf(store.$id).toEqualTypeOf<'nitrolite'>()
  expectTypeOf(store.status).toEqualTypeOf<ConnectionStatus>()
  expectTypeOf(store.account).toEqualTypeOf<string | null>()
  expectTypeOf(store.protocol).toEqualTypeOf<string | null>()
  expectTypeOf(store.balances).toEqualTypeOf<readonly Balance[]>()
  expectTypeOf(store.sessions).toEqualTypeOf<readonly AppSessionSummary[]>()
  expectTypeOf(store.activeSessionId).toEqualTypeOf<string | null>()
  expectTypeOf(store.closings).toEqualTypeOf<readonly ClosingSnapshot[]>()
  expectTypeOf(store.error).toEqualTypeOf<NitroliteErrorInfo | null>()
})
