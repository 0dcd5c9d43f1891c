import type { ClosingStep } from '../../../core/closing/types'
import type { Receipt } from '../../../core/receipts/types'
import type { BlockerHelp } from '../model/closeBlocker'
import type { Division, DivisionUnit } from '../model/division'
import type { NextStep } from '../model/nextStep'
import type { PresetLabel } from '../model/presetChoices'
import type { CopyState } from '../useCopy'
import type { SessionCloserLabels } from '../../../texts/labels'

/** Text of the button that helps with a blocker. */
export function helpText(labels: SessionCloserLabels, help: BlockerHelp): string {
  switch (help) {
    case 'connect': return labels.connect
    case 'logIn': return labels.logIn
    case 'cancelConnecting': return labels.cancel
    case 'startAgain': return labels.startAgain
    case 'reload': return labels.reload
  }
}

/** Text of the button that takes a step after an error. */
export function nextStepText(labels: SessionCloserLabels, step: NextStep): string {
  switch (step) {
    case 'tryAgain': return labels.tryAgain
    case 'reconnect': return labels.reconnect
    case 'readAgain': return labels.readAgain
    case 'backToEditing': return labels.backToEditing
    case 'reload': return labels.reload
  }
}

/** Text of the button that applies a preset. @param winner name of the participant who receives everything, if it names one */
export function presetText(labels: SessionCloserLabels, preset: PresetLabel, winner: string): string {
  switch (preset) {
    case 'allToMe': return labels.allToMe
    case 'allToThem': return labels.allToThem
    case 'winnerTakesAll': return labels.allTo(winner)
    case 'half': return labels.half
    case 'equalShares': return labels.equalShares
    case 'percent': return labels.division.byPercent
    case 'points': return labels.division.byPoints
    case 'asItStands': return labels.asItStands
    case 'backToFunders': return labels.backToFunders
  }
}

/** Sum of the numbers by which an asset is divided, and why they cannot be applied. @param write writes a number as the fields do */
export function divisionSumText(
  { division }: SessionCloserLabels, unit: DivisionUnit, { sum, difference, problem }: Division, write: (number: string) => string,
): string {
  switch (problem) {
    case 'invalid': return division.correctFirst
    case 'below': return division.belowHundred(write(sum), write(difference))
    case 'above': return division.aboveHundred(write(sum), write(difference))
    case 'zero': return division.noPoints
    case null: return unit === 'percent' ? division.exactlyHundred : division.sumOfPoints(write(sum))
  }
}

/** Whether copying worked, in words; null while nothing was copied. */
export function copyText(labels: SessionCloserLabels, state: CopyState): string | null {
  switch (state) {
    case 'idle': return null
    case 'copied': return labels.copied
    case 'failed': return labels.copyFailed
  }
}

/** Name of a step: steps that agree on new allocations have names of their own. */
export const stepText = (labels: SessionCloserLabels, { name, submission }: ClosingStep): string =>
  (submission === 'operate' ? labels.agreeSteps[name] : undefined) ?? labels.steps[name]

/** What a receipt says about how the session ended. @param isOtherThanAsked whether this page had asked for a different split */
export function resultText(labels: SessionCloserLabels, { result, by }: Receipt, isOtherThanAsked: boolean): string {
  if (result !== 'closed') return labels.resultText[result]
  if (isOtherThanAsked) return labels.notAsAsked
  return by === 'others' ? labels.byOthers : labels.resultText.closed
}
