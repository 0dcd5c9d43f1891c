import { readPresetFor, type AllocationRow } from '../../../core/sessions/editing'
import type { AllocationPreset } from '../../../core/sessions/presets'
import type { AppSession } from '../../../core/sessions/types'
import type { Address } from '../../../core/types'
import { canDivide, type DivisionUnit } from './division'

/**
 * Presets that `<SessionCloser>` can offer. `percent` and `points` open a panel in which the person types a number for each
 * participant.
 */
export type PresetName = 'allToMe' | 'half' | 'allToThem' | 'winnerTakesAll' | 'percent' | 'points' | 'asItStands' | 'backToFunders'

/** What every participant paid in: decimal text by participant and asset. */
export type Deposits = Readonly<Record<Address, Readonly<Record<string, string>>>>

/** Presets by the text of their button: `half` is called equal shares where there are more than two participants. */
export type PresetLabel = PresetName | 'equalShares'

/** A preset that can be applied, or divided by. */
export interface PresetChoice {
  readonly label: PresetLabel
  /** Who receives everything, if the text of the button names a participant; otherwise null. */
  readonly winner: Address | null
  /** What is applied at once; null if the person types numbers first. */
  readonly preset: AllocationPreset | null
  /** Which numbers the person types; otherwise null. */
  readonly divideBy: DivisionUnit | null
}

export const EVERY_PRESET: readonly PresetName[] = ['allToMe', 'half', 'allToThem', 'winnerTakesAll', 'percent', 'points', 'asItStands', 'backToFunders']

/** With more participants than this, a button for each of them would be harder to use than the fields. */
const MOST_WINNERS = 8

/**
 * The wanted presets that can be applied to an asset, in the wanted order. `allToThem` needs exactly one other
 * participant, `winnerTakesAll` is one choice for each of several others, `percent` and `points` need two amounts that are not
 * locked, and `backToFunders` needs deposits whose sum is what the session holds.
 */
export function presetChoices(
  wanted: readonly PresetName[],
  row: AllocationRow,
  you: Address | null,
  deposits: Deposits | undefined,
  session: AppSession,
): PresetChoice[] {
  const others = row.cells.filter(cell => cell.participant !== you)
  const [counterparty] = others
  const isPair = row.cells.length === 2
  const one = (label: PresetLabel, preset: AllocationPreset, winner: Address | null = null): PresetChoice[] => [{ label, winner, preset, divideBy: null }]
  const numbers = (divideBy: DivisionUnit): PresetChoice[] => canDivide(row) ? [{ label: divideBy, winner: null, preset: null, divideBy }] : []
  const hasWinners = !isPair && row.cells.length <= MOST_WINNERS
  const offered: Record<PresetName, readonly PresetChoice[]> = {
    allToMe: you === null ? [] : one('allToMe', { kind: 'allTo', participant: you }),
    half: one(isPair ? 'half' : 'equalShares', { kind: 'equal' }),
    allToThem: you === null || !isPair || !counterparty ? [] : one('allToThem', { kind: 'allTo', participant: counterparty.participant }),
    winnerTakesAll: !hasWinners ? [] : others.flatMap(({ participant }) => one('winnerTakesAll', { kind: 'allTo', participant }, participant)),
    percent: numbers('percent'),
    points: numbers('points'),
    asItStands: one('asItStands', { kind: 'asItStands' }),
    backToFunders: deposits ? one('backToFunders', { kind: 'funders', deposits }) : [],
  }
  return [...new Set(wanted)].flatMap(name => offered[name] ?? []).filter(({ preset }) => preset === null || readPresetFor(session, preset, row).error === null)
}
