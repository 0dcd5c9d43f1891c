import { computed, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { toNitroliteError, type NitroliteErrorInfo } from '../core/errors/errors'
import {
  allocationsOf, applyPreset, canApplyPreset, changeStyle, chooseReading, commitAmount, createAllocationEditor, editAmount,
  isValid, presetProblem, setLocked, setRemainder, setShare, stepAmount, type AllocationEdit, type AllocationRow,
} from '../core/sessions/editing'
import type { AppSession } from '../core/sessions/types'
import { validateAllocations, type AllocationFinding } from '../core/sessions/validation'
import type { PartialNitroliteTexts } from '../texts/texts'
import { inTexts, useTexts, withErrorInTexts } from './internal/useTexts'
import { useNumberStyle } from './internal/useNumberStyle'
import type { UseAllocationsOptions, UseAllocationsReturn } from './types'

/** A text that is equal for sessions with the same participants, assets, scales and totals. */
const holdingsOf = ({ participants, assets }: AppSession): string => JSON.stringify([
  participants.map(({ address }) => address),
  assets.map(({ symbol, scale, total }) => [symbol, scale, total]),
])

/** A text that is equal for sessions with the same allocations. */
const allocationsTextOf = ({ allocations }: AppSession): string =>
  JSON.stringify(allocations.map(({ participant, asset, amount }) => [participant, asset, amount]))

/** The rows with the errors of their fields in the language of the app. A row without errors stays the same object. */
const rowsInTexts = (rows: readonly AllocationRow[], texts: PartialNitroliteTexts | null): readonly AllocationRow[] =>
  texts ? rows.map(row => row.cells.some(({ error }) => error) ? { ...row, cells: row.cells.map(cell => withErrorInTexts(cell, texts)) } : row) : rows

/**
 * Linked inputs for who receives what. After every edit their sum is what the session holds. Reading the same session
 * again never changes them; another session starts them again.
 * @param session the session to close, as `useAppSession` returns it
 */
export function useAllocations(
  session: MaybeRefOrGetter<AppSession | null | undefined>, options: UseAllocationsOptions = {},
): UseAllocationsReturn {
  const style = useNumberStyle(options.locale)
  const texts = useTexts()
  /** The session as it was when editing started. */
  const base = shallowRef<AppSession | null>(null)
  const edit = shallowRef<AllocationEdit | null>(null)
  /** Why the session cannot be edited. */
  const unreadable = shallowRef<NitroliteErrorInfo | null>(null)

  const latest = computed(() => toValue(session) ?? null)
  const isShown = computed(() => latest.value !== null && latest.value.id === base.value?.id)
  const shown = computed(() => isShown.value ? edit.value : null)
  const isStale = computed(() => hasChanged(holdingsOf))
  const hasMoved = computed(() => !isStale.value && hasChanged(allocationsTextOf))
  const allocations = computed(() => shown.value ? allocationsOf(shown.value) : [])
  const findings = computed(() => findProblems())

  function hasChanged(textOf: (session: AppSession) => string): boolean {
    return isShown.value && base.value !== null && latest.value !== null && textOf(base.value) !== textOf(latest.value)
  }

  function findProblems(): AllocationFinding[] {
    if (unreadable.value && isShown.value) return [{ info: unreadable.value }]
    if (!shown.value || !latest.value) return []
    const marked = shown.value.rows.flatMap(({ cells }) => cells).flatMap(({ error, asset, participant }) =>
      error ? [{ info: error, asset, participant }] : [])
    return [...marked, ...validateAllocations(latest.value, allocations.value)]
  }

  function start(from: AppSession | null): void {
    let started: AllocationEdit | null = null
    unreadable.value = null
    try {
      started = from && createAllocationEditor(from, style.value)
    }
    catch (thrown) {
      unreadable.value = toNitroliteError(thrown, 'RESPONSE_UNEXPECTED', { method: 'session' }).info
    }
    // The base comes last, so that the edit of one session is never shown as that of another.
    edit.value = started
    base.value = from
  }

  function change(next: (edit: AllocationEdit) => AllocationEdit): void {
    if (shown.value) edit.value = next(shown.value)
  }

  const apply: UseAllocationsReturn['applyPreset'] = (preset, asset) =>
    change(edited => applyPreset(edited, preset, asset))

  const totals = computed(() => Object.fromEntries(
    (shown.value?.session.assets ?? []).map(({ symbol, total }) => [symbol, total]),
  ))

  watch(latest, next => {
    // While there is no session for a moment, for example because it is being read again, edits are kept.
    if (!next) return
    if (next.id !== base.value?.id) start(next)
    // The preset `asItStands` needs the latest allocations; the fields keep theirs.
    else if (!isStale.value) change(kept => ({ ...kept, session: next }))
  }, { immediate: true, flush: 'sync' })
  watch(style, next => change(edited => changeStyle(edited, next)), { flush: 'sync' })

  return {
    rows: computed(() => rowsInTexts(shown.value?.rows ?? [], texts.value)),
    totals,
    total: totals,
    allocations,
    valid: computed(() => shown.value !== null && isValid(shown.value) && !isStale.value && findings.value.length === 0),
    findings: computed(() => findings.value.map(finding => ({ ...finding, info: inTexts(finding.info, texts.value) }))),
    isStale,
    hasMoved,
    set: (cell, text) => change(edited => editAmount(edited, { ...cell, text })),
    choose: (cell, reading) => change(edited => chooseReading(edited, { ...cell, reading })),
    commit: cell => change(edited => commitAmount(edited, cell)),
    step: (cell, by) => change(edited => stepAmount(edited, { ...cell, by })),
    setUnits: (cell, units) => change(edited => setShare(edited, { ...cell, units })),
    setRemainder: cell => change(edited => setRemainder(edited, cell)),
    setLocked: (cell, isLocked) => change(edited => setLocked(edited, { ...cell, isLocked })),
    applyPreset: apply,
    preset: apply,
    canApplyPreset: (preset, asset) => shown.value !== null && canApplyPreset(shown.value, preset, asset),
    presetProblem(preset, asset) {
      const problem = shown.value && presetProblem(shown.value, preset, asset)
      return problem && inTexts(problem, texts.value)
    },
    reset: () => start(latest.value),
  }
}
