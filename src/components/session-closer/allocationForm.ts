import type { ComputedRef } from 'vue'
import type { UseAllocationsReturn } from '../../composables/types'
import type { AppSession } from '../../core/sessions/types'
import type { Address } from '../../core/types'
import { createContext } from './createContext'
import type { Deposits, PresetName } from './model/presetChoices'

/** What the fields, sliders and presets of one `<SessionCloser>` share. */
interface AllocationForm {
  /** The amounts that they edit. */
  readonly inputs: UseAllocationsReturn
  /** The session that they belong to; null while it is not known. */
  readonly session: ComputedRef<AppSession | null>
  /** The connected wallet as the session spells it; null if it is not a participant. */
  readonly you: ComputedRef<Address | null>
  /** Presets to offer, in this order. */
  readonly presets: ComputedRef<readonly PresetName[]>
  readonly deposits: ComputedRef<Deposits | undefined>
  readonly isDisabled: ComputedRef<boolean>
}

export const [useAllocationForm, provideAllocationForm] = createContext<AllocationForm>('<SessionCloser>')

/**
 * Reports when an edit is complete: when a field is left, Enter is pressed, the slider is released or a preset is
 * chosen. Edits themselves are reported by watching their `allocations`.
 */
export function withCommitReported(inputs: UseAllocationsReturn, onCommit: () => void): UseAllocationsReturn {
  const applyPreset: UseAllocationsReturn['applyPreset'] = (preset, asset) => {
    inputs.applyPreset(preset, asset)
    onCommit()
  }
  return {
    ...inputs,
    commit(cell) {
      inputs.commit(cell)
      onCommit()
    },
    applyPreset,
    preset: applyPreset,
  }
}
