import { watch, type Ref } from 'vue'
import { isFinal } from 'vue-nitrolite/core'
import { useNitroliteStore, type AppSessionSummary, type ClosingSnapshot, type UseAppSessionsReturn } from 'vue-nitrolite'

/** Where the chosen session is remembered, so that a reload returns to it. */
export interface ChoiceMemory {
  read(): string | null
  write(sessionId: string): void
}

/** A memory of this tab for one node. It works without storage too, but then a reload forgets. */
export function tabMemory(node: string): ChoiceMemory {
  const key = `playground:session:${node}`
  const attempt = <T>(work: () => T): T | null => {
    try {
      return work()
    }
    catch {
      return null
    }
  }
  return {
    read: () => attempt(() => sessionStorage.getItem(key)),
    write: sessionId => { attempt(() => sessionStorage.setItem(key, sessionId)) },
  }
}

/** A closing that runs, or that was found again after a reload, so that its result is worth seeing. */
const isWorthShowing = ({ state, isResumed }: ClosingSnapshot): boolean => isResumed || !isFinal(state)

/**
 * The session to open: the one of before the reload if it is open or being closed, then any that is being closed, then an
 * open one. A session that is simply closed is never opened; null if there is no other.
 */
export function sessionToOpen(
  sessions: readonly AppSessionSummary[], closings: readonly ClosingSnapshot[], remembered: string | null,
): string | null {
  const closing = closings.filter(isWorthShowing).map(({ sessionId }) => sessionId)
  const candidates = sessions.filter(({ id, status }) => status === 'open' || closing.includes(id))
  const found = candidates.find(({ id }) => id === remembered)
    ?? candidates.find(({ id }) => closing.includes(id))
    ?? candidates[0]
  return found?.id ?? null
}

/**
 * Opens a session when the sessions of a wallet are read, and returns to the one that is being closed. A session that the
 * person has chosen stays.
 * @param createFirst makes a session when the page starts without an open one; null if the page cannot
 * @returns chooses a session for the person
 */
export function useSessionChoice(
  { sessions, status, activeSessionId, select }: UseAppSessionsReturn,
  account: Readonly<Ref<string | null>>,
  memory: ChoiceMemory,
  createFirst: (() => Promise<void>) | null,
): (sessionId: string) => void {
  const store = useNitroliteStore()
  const remembered = memory.read()
  /** The wallet for which a session has been opened. */
  let opened: string | null = null
  let isChosen = false

  /** Whether the session of before the reload turns out to be closing only after another one was opened. */
  const isReturning = (list: readonly AppSessionSummary[], closings: readonly ClosingSnapshot[]): boolean =>
    !isChosen && remembered !== activeSessionId.value && list.some(({ id }) => id === remembered)
    && closings.some(closing => closing.sessionId === remembered && isWorthShowing(closing))

  watch([sessions, () => store.closings, status], ([list, closings]) => {
    if (status.value !== 'success' || account.value === null) return
    const isStaying = opened === account.value && list.some(({ id }) => id === activeSessionId.value)
    if (isStaying && !isReturning(list, closings)) return
    const next = sessionToOpen(list, closings, remembered)
    const isFirst = opened === null
    opened = account.value
    if (next !== activeSessionId.value) select(next)
    if (next === null && isFirst) void createFirst?.()
  })
  watch(activeSessionId, (id) => { if (id !== null) memory.write(id) })

  return (sessionId) => {
    isChosen = true
    select(sessionId)
  }
}
