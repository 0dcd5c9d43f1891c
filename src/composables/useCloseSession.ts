import { computed, markRaw, onScopeDispose, shallowRef, toValue, watch } from 'vue'
import { onAbort } from '../core/closing/request'
import { isFinal } from '../core/closing/states'
import type { Closing, ClosingSnapshot } from '../core/closing/types'
import type { SharedProposal } from '../core/cosigning/api'
import { NitroliteError, toNitroliteError, type NitroliteErrorInfo } from '../core/errors/errors'
import { isArchivable } from '../core/errors/groups'
import type { Allocation } from '../core/sessions/types'
import { useNitroliteContext } from '../plugin/context'
import { createEndReporter } from './internal/endReporter'
import { inTexts } from './internal/useTexts'
import { useClientEvent } from './internal/useClientEvent'
import { useSessionId } from './internal/useSessionId'
import { useSharedProposal } from './internal/useSharedProposal'
import type { ProposeOptions, SessionIdInput, UseCloseSessionOptions, UseCloseSessionReturn } from './types'

const ignore = (): void => {}

/** Whether to show a closing that this composable did not start: it is running, or it has closed the session. */
const isWorthShowing = ({ state, receipt }: Closing): boolean => !isFinal(state) || receipt !== null

/**
 * Closes a session and shows how the closing proceeds. A closing of the session that is already running, wherever in
 * the app it was started, is shown too. When the scope ends, the closing continues and is no longer shown.
 *
 * @param id the session
 * @param options callbacks for the end of a closing, see `ClosingCallbacks`; `plugin` for use outside of components
 * @example
 * const { close, state } = useCloseSession(() => props.sessionId, {
 *   onClosed: receipt => save(receipt),
 *   onFailed: error => notify(error.what),
 * })
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useCloseSession(id: SessionIdInput, options: UseCloseSessionOptions = {}): UseCloseSessionReturn {
  const context = useNitroliteContext(options.plugin)
  const { client, texts } = context
  const sessionId = useSessionId(id)
  const ends = createEndReporter(options, error => inTexts(error, texts.value))
  const snapshot = shallowRef<ClosingSnapshot | null>(null)
  /** Why a proposal was refused, or a different closing while one is running. */
  const refusal = shallowRef<NitroliteErrorInfo | null>(null)
  const isRunning = computed(() => snapshot.value !== null && !isFinal(snapshot.value.state))
  /** Gives a proposal up whose closing has not begun yet; null while there is none. */
  const proposing = shallowRef<AbortController | null>(null)
  const isProposing = computed(() => proposing.value !== null && !isRunning.value)
  const transport = computed(() => toValue(options.transport) ?? null)
  const { shared, take } = useSharedProposal(client, () => snapshot.value, transport)
  let current: Closing | null = null
  let unsubscribe = ignore
  let isDisposed = false

  function show(closing: Closing | null): void {
    unsubscribe()
    if (current && current !== closing) ends.onHidden(current.id)
    current = closing
    snapshot.value = closing?.snapshot() ?? null
    refusal.value = null
    unsubscribe = closing?.subscribe(next => {
      if (snapshot.value) ends.onJoined(snapshot.value.id, next.id)
      snapshot.value = next
      if (isFinal(next.state)) refusal.value = null
      ends.onChange(next)
    }) ?? ignore
    if (snapshot.value) ends.onShown(snapshot.value)
  }

  function join(): void {
    const closing = sessionId.value ? client?.closings.get(sessionId.value) : null
    show(closing && isWorthShowing(closing) ? closing : null)
  }

  function onClosingEvent(changed: ClosingSnapshot): void {
    // The subscription of the closing that is shown follows, and sets the refs before a callback runs.
    if (changed.id === current?.id) return
    ends.onChange(changed)
    if (changed.sessionId === sessionId.value && !isFinal(changed.state) && !isRunning.value) join()
  }

  async function propose(allocations: readonly Allocation[], { signal, ...rest }: ProposeOptions): Promise<SharedProposal> {
    if (!client) throw new NitroliteError('NOT_CONNECTED')
    const asked = sessionId.value ?? ''
    const own = proposing.value = new AbortController()
    const stopFollowing = onAbort(signal, () => { own.abort() })
    refusal.value = null
    try {
      const proposal = await client.propose({ ...transport.value && { transport: transport.value }, ...rest, sessionId: asked, allocations, signal: own.signal })
      if (proposal.closing.id === current?.id) take(proposal)
      return proposal
    }
    catch (thrown) {
      stopFollowing()
      const { info } = toNitroliteError(thrown, 'LIBRARY_DEFECT')
      // A closing that has failed before it could be shared shows the same error.
      const isShown = snapshot.value?.error?.code === info.code
      if (!isDisposed && !isShown && !own.signal.aborted && asked === (sessionId.value ?? '')) refusal.value = info
      throw thrown
    }
    finally {
      if (proposing.value === own) proposing.value = null
    }
  }

  if (client) {
    watch(sessionId, join, { immediate: true, flush: 'sync' })
    useClientEvent(context, 'closing', onClosingEvent)
    onScopeDispose(() => {
      isDisposed = true
      unsubscribe()
    }, true)
  }

  return {
    close(allocations, closeOptions) {
      if (!client) throw new NitroliteError('NOT_CONNECTED')
      const closing = markRaw(client.close({ ...closeOptions, sessionId: sessionId.value ?? '', allocations }))
      // A caller that ignores the closing sees its end in the refs; it must not become an unhandled rejection.
      closing.then(ignore, ignore)
      if (isDisposed) return closing
      if (closing.id === current?.id) refusal.value = null
      else if (isRunning.value) refusal.value = closing.error
      else show(closing)
      ends.onStarted(closing.snapshot())
      return closing
    },
    propose(allocations, proposeOptions = {}) {
      const proposal = propose(allocations, proposeOptions)
      // As with `close`, a failure is in the refs.
      proposal.then(ignore, ignore)
      return proposal
    },
    shared,
    // The first proposal of a page loads the part of the client that signs together.
    state: computed(() => isProposing.value ? 'planning' : snapshot.value?.state ?? 'idle'),
    isClosing: computed(() => isRunning.value || isProposing.value),
    steps: computed(() => snapshot.value?.steps ?? []),
    error: computed(() => isProposing.value ? null : inTexts(refusal.value ?? snapshot.value?.error ?? null, texts.value)),
    receipt: computed(() => snapshot.value?.receipt ?? null),
    recovery: computed(() => snapshot.value?.recovery ?? null),
    watchedUntil: computed(() => snapshot.value?.watchedUntil ?? null),
    isElsewhere: computed(() => snapshot.value?.isElsewhere ?? false),
    allocations: computed(() => snapshot.value?.allocations ?? []),
    canArchive: computed(() => {
      const { value: shown } = snapshot
      return shown !== null && isRunning.value && !shown.isElsewhere && isArchivable(shown.error?.code)
    }),
    archive: () => current?.archive() ?? false,
    cancel() {
      if (!isProposing.value) return current?.cancel() ?? false
      proposing.value?.abort()
      return true
    },
    resume: () => current?.resume() ?? false,
    revokeKey: () => current?.revokeKey() ?? false,
    reset() {
      if (isRunning.value) refusal.value = null
      else show(null)
    },
  }
}
