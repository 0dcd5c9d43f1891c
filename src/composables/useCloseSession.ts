import { computed, markRaw, onScopeDispose, shallowRef, toValue, watch } from 'vue'
import { useNitroliteContext } from '../plugin/context'
import { isFinal } from '../core/closing/states'
import type { Closing, ClosingSnapshot } from '../core/closing/types'
import { NitroliteError, type NitroliteErrorInfo } from '../core/errors/errors'
import type { NitrolitePlugin } from '../plugin/createNitrolite'
import type { SessionIdInput, UseCloseSessionReturn } from './types'
import { useClientEvent } from './internal/useClientEvent'

const ignore = (): void => {}

/** Whether a closing that this composable did not start is worth showing: it runs, or it decided the session. */
const isWorthJoining = ({ state, receipt }: Closing): boolean => !isFinal(state) || receipt !== null

/**
 * Closes a session and shows how far it is. A closing of the session that runs already, begun anywhere in the
 * app, is shown too. When the scope ends only the showing ends: a closing goes on.
 * @param id the session
 * @param nitrolite the installed plugin, for use outside of components
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useCloseSession(id: SessionIdInput, nitrolite?: NitrolitePlugin): UseCloseSessionReturn {
  const context = useNitroliteContext(nitrolite)
  const { client } = context
  const snapshot = shallowRef<ClosingSnapshot | null>(null)
  /** Why a further closing was refused while one runs. */
  const refusal = shallowRef<NitroliteErrorInfo | null>(null)
  const isClosing = computed(() => snapshot.value !== null && !isFinal(snapshot.value.state))
  let current: Closing | null = null
  let unsubscribe = ignore

  function show(closing: Closing | null): void {
    unsubscribe()
    current = closing
    snapshot.value = closing?.snapshot() ?? null
    refusal.value = null
    unsubscribe = closing?.subscribe(next => {
      snapshot.value = next
      if (isFinal(next.state)) refusal.value = null
    }) ?? ignore
  }

  function join(): void {
    const sessionId = toValue(id)
    const closing = sessionId ? client?.closings.of(sessionId) : null
    show(closing && isWorthJoining(closing) ? closing : null)
  }

  if (client) {
    watch(() => toValue(id), join, { immediate: true, flush: 'sync' })
    useClientEvent(context, 'closing', ({ id: closingId, sessionId, state }) => {
      const isNews = sessionId === toValue(id) && closingId !== current?.id && !isFinal(state)
      if (isNews && !isClosing.value) join()
    })
    onScopeDispose(() => unsubscribe(), true)
  }

  return {
    close(allocations, options) {
      if (!client) throw new NitroliteError('NOT_CONNECTED')
      const closing = markRaw(client.close({ ...options, sessionId: toValue(id) ?? '', allocations }))
      // Whoever does not wait for it sees the refs; a rejection that nobody handles would be noise.
      closing.then(ignore, ignore)
      if (closing.id === current?.id) refusal.value = null
      else if (isClosing.value) refusal.value = closing.error
      else show(closing)
      return closing
    },
    state: computed(() => snapshot.value?.state ?? 'idle'),
    isClosing,
    steps: computed(() => snapshot.value?.steps ?? []),
    error: computed(() => refusal.value ?? snapshot.value?.error ?? null),
    receipt: computed(() => snapshot.value?.receipt ?? null),
    isElsewhere: computed(() => snapshot.value?.isElsewhere ?? false),
    recovery: computed(() => snapshot.value?.recovery ?? null),
    allocations: computed(() => snapshot.value?.allocations ?? []),
    resume: () => current?.resume() ?? false,
    revokeKey: () => current?.revokeKey() ?? false,
    cancel: () => current?.cancel() ?? false,
    reset() {
      if (isClosing.value) refusal.value = null
      else show(null)
    },
  }
}
