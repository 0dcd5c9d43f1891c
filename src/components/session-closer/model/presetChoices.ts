import type { AllocationPreset, AllocationRow, UseAllocationsReturn } from '../../../composables/types'
import type { Address } from '../../../core/types'

/** Presets that `<SessionCloser>` can offer. */
export type PresetName = 'allToMe' | 'half' | 'allToThem' | 'asItStands' | 'backToFunders'

/** What every participant paid in, by asset, as decimal text. */
export type Deposits = Readonly<Record<Address, Readonly<Record<string, string>>>>

/** A preset that fits, and the name of its button's text. */
export interface PresetChoice {
  readonly label: PresetName | 'equalShares'
  readonly preset: AllocationPreset
}

export const EVERY_PRESET: readonly PresetName[] = ['allToMe', 'half', 'allToThem', 'asItStands', 'backToFunders']

/**
 * Those of the wanted presets that make sense for an asset, in the wanted order: “all to them” needs exactly one
 * other participant, “back to the funders” deposits that sum to what the session holds.
 */
export function presetChoices(
  wanted: readonly PresetName[],
  row: AllocationRow,
  you: Address | null,
  deposits: Deposits | undefined,
  fits: UseAllocationsReturn['fits'],
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
  return wanted.flatMap(name => offered[name] ?? []).filter(({ preset }) => fits(preset, row.asset.symbol))
}
