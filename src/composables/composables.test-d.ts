import { computed, ref, type Ref } from 'vue'
import { expectTypeOf, test } from 'vitest'
import type { NitroliteClient } from '../core/client/types'
import type { Closing, ClosingSnapshot, ClosingState, ClosingStep } from '../core/closing/types'
import type { Receipt } from '../core/receipts/types'
import type { ConnectionStatus } from '../core/connection/types'
import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { AllocationRow } from '../core/sessions/editing'
import type { Allocation, AppSession, AppSessionSummary } from '../core/sessions/types'
import type { NitrolitePlugin } from '../plugin/context'
import { useAllocations } from './useAllocations'
import { useAppSession } from './useAppSession'
import { useAppSessions } from './useAppSessions'
import { useCloseSession } from './useCloseSession'
import { useNitrolite } from './useNitrolite'

declare const plugin: NitrolitePlugin
declare const session: Ref<AppSession | null>
declare const allocations: readonly Allocation[]

test('useNitrolite has read-only refs, and connects with a signer or from a click', () => {
  const nitrolite = useNitrolite({ plugin })
  expectTypeOf(nitrolite.status.value).toEqualTypeOf<ConnectionStatus>()
  expectTypeOf(nitrolite.isReady.value).toEqualTypeOf<boolean>()
  expectTypeOf(nitrolite.client).toEqualTypeOf<NitroliteClient | null>()
  expectTypeOf(nitrolite.connect()).toEqualTypeOf<Promise<void>>()
  expectTypeOf(nitrolite.connectAsync).toEqualTypeOf<typeof nitrolite.connect>()
  expectTypeOf(nitrolite.isReconnecting.value).toEqualTypeOf<boolean>()
  // Usable as a click handler, which gets the event.
  expectTypeOf(nitrolite.connect).toExtend<(event: MouseEvent) => void>()
  // @ts-expect-error a number signs nothing
  void nitrolite.connect(1)
  // @ts-expect-error outputs are read-only
  nitrolite.status.value = 'ready'
})

test('useAppSessions takes a query, a ref or a getter', () => {
  useAppSessions()
  useAppSessions(ref({ status: 'open' }), { plugin })
  const { sessions, status, select } = useAppSessions(() => ({ participant: '0x00' }))
  expectTypeOf(sessions.value).toEqualTypeOf<readonly AppSessionSummary[]>()
  expectTypeOf(status.value).toEqualTypeOf<'pending' | 'success' | 'error'>()
  expectTypeOf(select).parameter(0).toEqualTypeOf<string | null>()
  // @ts-expect-error no such filter
  useAppSessions({ wallet: '0x00' })
  // @ts-expect-error outputs are read-only
  sessions.value = []
})

test('useAppSession takes an id that may be empty', () => {
  useAppSession('0x00')
  useAppSession(null)
  useAppSession(ref<string | undefined>(), { plugin })
  const result = useAppSession(computed(() => null))
  expectTypeOf(result.session.value).toEqualTypeOf<AppSession | null>()
  expectTypeOf(result.error.value).toEqualTypeOf<NitroliteErrorInfo | null>()
  expectTypeOf(result.refresh()).toEqualTypeOf<Promise<void>>()
  expectTypeOf(result).not.toHaveProperty('restart')
  // @ts-expect-error an id is text
  useAppSession(1)
})

test('useAllocations takes the session of useAppSession', () => {
  const { session: read } = useAppSession(null)
  const result = useAllocations(read)
  useAllocations(session)
  useAllocations(() => undefined, { locale: () => 'de-CH' })
  expectTypeOf(result.rows.value).toEqualTypeOf<readonly AllocationRow[]>()
  expectTypeOf(result.allocations.value).toEqualTypeOf<readonly Allocation[]>()
  result.set({ participant: '0x00', asset: 'usdc' }, '1')
  result.preset({ kind: 'equal' })
  expectTypeOf(result.preset).toEqualTypeOf(result.applyPreset)
  expectTypeOf(result.total).toEqualTypeOf(result.totals)
  // @ts-expect-error an amount is text
  result.set({ participant: '0x00', asset: 'usdc' }, 1)
  // @ts-expect-error base units are a bigint
  result.step({ participant: '0x00', asset: 'usdc' }, 1)
  // @ts-expect-error a participant is needed
  result.preset({ kind: 'allTo' })
})

test('useCloseSession takes callbacks and a plugin', () => {
  useCloseSession('0x00')
  useCloseSession('0x00', {
    onClosed: receipt => expectTypeOf(receipt).toEqualTypeOf<Receipt>(),
    onFailed: (error, snapshot) => {
      expectTypeOf(error).toEqualTypeOf<NitroliteErrorInfo>()
      expectTypeOf(snapshot).toEqualTypeOf<ClosingSnapshot>()
    },
    onCancelled: snapshot => expectTypeOf(snapshot).toEqualTypeOf<ClosingSnapshot>(),
  })
  // @ts-expect-error the plugin is passed as an option
  useCloseSession('0x00', plugin)
  // @ts-expect-error no such callback
  useCloseSession('0x00', { onDone: () => {} })
})

test('useCloseSession returns read-only refs, and closes with allocations', () => {
  const result = useCloseSession(() => null, { plugin })
  expectTypeOf(result.watchedUntil.value).toEqualTypeOf<number | null>()
  expectTypeOf(result.state.value).toEqualTypeOf<ClosingState | 'idle'>()
  expectTypeOf(result.isClosing.value).toEqualTypeOf<boolean>()
  expectTypeOf(result.steps.value).toEqualTypeOf<readonly ClosingStep[]>()
  expectTypeOf(result.receipt.value).toEqualTypeOf<Receipt | null>()
  expectTypeOf(result.close(allocations, { sessionData: '{}' })).toEqualTypeOf<Closing>()
  expectTypeOf<Awaited<Closing>>().toEqualTypeOf<Receipt>()
  expectTypeOf(result.cancel()).toEqualTypeOf<boolean>()
  // @ts-expect-error the session is that of the composable
  result.close(allocations, { sessionId: '0x00' })
  // @ts-expect-error amounts are text
  result.close([{ participant: '0x00', asset: 'usdc', amount: 1 }])
})
