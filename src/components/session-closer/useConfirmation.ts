import { shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Allocation } from '../../core/sessions/types'

/** The question before closing. It ends by itself when another session is shown, and when a closing starts or ends. */
export interface Confirmation {
  /** What the person is asked to confirm, which stays the same while they read it; null while they are not asked. */
  readonly toConfirm: Readonly<ShallowRef<readonly Allocation[] | null>>
  /** Asks the person to confirm these allocations. */
  ask(allocations: readonly Allocation[]): void
  /** Ends the question without closing. */
  back(): void
  /** Ends the question. @returns what the person has confirmed; null if they were not asked */
  confirm(): readonly Allocation[] | null
}

/** @param isClosing whether a closing of the session is running */
export function useConfirmation(sessionId: Readonly<Ref<string | null>>, isClosing: Readonly<Ref<boolean>>): Confirmation {
  const toConfirm = shallowRef<readonly Allocation[] | null>(null)
  const back = (): void => { toConfirm.value = null }
  watch([sessionId, isClosing], back, { flush: 'sync' })

  return {
    toConfirm,
    ask(allocations) { toConfirm.value = allocations },
    back,
    confirm() {
      const { value: confirmed } = toConfirm
      back()
      return confirmed
    },
  }
}
