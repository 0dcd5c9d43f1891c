import { computed, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { toNitroliteError, type NitroliteErrorInfo } from '../core/errors/errors'
import {
  allocationsOf, applyPreset, canApplyPreset, commitAmount, createAllocationEditor, editAmount, isValid,
  setRemainder, setShare, stepAmount, type AllocationEdit,
} from '../core/sessions/editing'
import type { AppSession } from '../core/sessions/types'
import { validateAllocations, type AllocationFinding } from '../core/sessions/validation'
import type { UseAllocationsReturn } from './types'

/** Equal for sessions that hold the same for the same participants. */
const holdings = ({ participants, assets }: AppSession): string => JSON.stringify([
  participants.map(({ address }) => address),
  assets.map(({ symbol, scale, total }) => [symbol, scale, total]),
])

const split = ({ allocations }: AppSession): string =>
  JSON.stringify(allocations.map(({ participant, asset, amount }) => [participant, asset, amount]))

/**
 * Linked inputs for who receives what: whatever is done to them, they sum to what the session holds. Reading the
 * same session again never changes them; another session starts them anew.
 * @param session the session to close, as `useAppSession` gives it
 */
export function useAllocations(session: MaybeRefOrGetter<AppSession | null | undefined>): UseAllocationsReturn {
  /** The session that the present allocations were begun with. */
  const base = shallowRef<AppSession | null>(null)
  const edit = shallowRef<AllocationEdit | null>(null)
  /** Why the session cannot be edited. */
  const unreadable = shallowRef<NitroliteErrorInfo | null>(null)

  const present = computed(() => toValue(session) ?? null)
  const isShown = computed(() => present.value !== null && present.value.id === base.value?.id)
  const shown = computed(() => isShown.value ? edit.value : null)
  const stale = computed(() => differs(holdings))
  const moved = computed(() => !stale.value && differs(split))
  const allocations = computed(() => shown.value ? allocationsOf(shown.value) : [])
  const findings = computed(() => findProblems())

  function differs(aspect: (session: AppSession) => string): boolean {
    return isShown.value && base.value !== null && present.value !== null && aspect(base.value) !== aspect(present.value)
  }

  function findProblems(): AllocationFinding[] {
    if (unreadable.value && isShown.value) return [{ info: unreadable.value }]
    if (!shown.value || !present.value) return []
    const flagged = shown.value.rows.flatMap(({ cells }) => cells).flatMap(({ error, asset, participant }) =>
      error ? [{ info: error, asset, participant }] : [])
    return [...flagged, ...validateAllocations(present.value, allocations.value)]
  }

  function begin(from: AppSession | null): void {
    base.value = from
    edit.value = null
    unreadable.value = null
    if (!from) return
    try {
      edit.value = createAllocationEditor(from)
    }
    catch (thrown) {
      unreadable.value = toNitroliteError(thrown, 'RESPONSE_UNEXPECTED', { method: 'session' }).info
    }
  }

  function change(next: (edit: AllocationEdit) => AllocationEdit): void {
    if (shown.value) edit.value = next(shown.value)
  }

  watch(present, next => {
    // A session that is gone for a moment, as while it is read again, costs no edits.
    if (!next) return
    if (next.id !== base.value?.id) begin(next)
    // Presets are to know the latest split; what the fields say stays.
    else if (!stale.value) change(kept => ({ ...kept, session: next }))
  }, { immediate: true, flush: 'sync' })

  return {
    rows: computed(() => shown.value?.rows ?? []),
    total: computed(() => Object.fromEntries(
      (shown.value?.session.assets ?? []).map(({ symbol, total }) => [symbol, total]),
    )),
    allocations,
    valid: computed(() => shown.value !== null && isValid(shown.value) && !stale.value && findings.value.length === 0),
    findings,
    stale,
    moved,
    set: (cell, text) => change(present => editAmount(present, { ...cell, text })),
    commit: cell => change(present => commitAmount(present, cell)),
    step: (cell, by) => change(present => stepAmount(present, { ...cell, by })),
    setUnits: (cell, units) => change(present => setShare(present, { ...cell, units })),
    setRemainder: cell => change(present => setRemainder(present, cell)),
    preset: (preset, asset) => change(present => applyPreset(present, preset, asset)),
    fits: (preset, asset) => shown.value !== null && canApplyPreset(shown.value, preset, asset),
    reset: () => begin(present.value),
  }
}
