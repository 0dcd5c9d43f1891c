import type { UseAllocationsReturn } from '../../../composables/types'
import type { AllocationRow } from '../../../core/sessions/editing'
import type { AllocationPreset } from '../../../core/sessions/presets'
import type { Address } from '../../../core/types'

/** Presets that `<SessionCloser>` can offer. */
export type PresetName = 'allToMe' | 'half' | 'allToThem' | 'asItStands' | 'backToFunders'

/** What every participant paid in: decimal text by participant and asset. */
export type Deposits = Readonly<Record<Address, Readonly<Record<string, string>>>>

/** Presets by the text of their button: `half` is called equal shares where there are more than two participants. */
export type PresetLabel = PresetName | 'equalShares'

/** A preset that can be applied. */
export interface PresetChoice {
  readonly label: PresetLabel
  readonly preset: AllocationPreset
}

export const EVERY_PRESET: readonly PresetName[] = ['allToMe', 'half', 'allToThem', 'asItStands', 'backToFunders']

/**
 * The wanted presets that can be applied to an asset, in the wanted order. `allToThem` needs exactly one other
 * participant, and `backToFunders` needs deposits whose sum is what the session holds.
 */
export function presetChoices(
  wanted: readonly PresetName[],
  row: AllocationRow,
  you: Address | null,
  deposits: Deposits | undefined,
  canApplyPreset: UseAllocationsReturn['canApplyPreset'],
): PresetChoice[] {
  const others = row.cells.filter(cell => cell.participant !== you)
  const [counterparty] = others
  const isPair = row.cells.length === 2
  const offered: Record<PresetName, PresetChoice | null> = {
    allToMe: you === null ? null : { label: 'allToMe', preset: { kind: 'allTo', participant: you } },
    half: { label: isPair ? 'half' : 'equalShares', preset: { kind: 'equal' } },
    allToThem: you === null || !isPair || !counterparty
      ? null
      : { label: 'allToThem', preset: { kind: 'allTo', participant: counterparty.participant } },
    asItStands: { label: 'asItStands', preset: { kind: 'asItStands' } },
    backToFunders: deposits ? { label: 'backToFunders', preset: { kind: 'funders', deposits } } : null,
  }
  return wanted.flatMap(name => offered[name] ?? []).filter(({ preset }) => canApplyPreset(preset, row.asset.symbol))
}
