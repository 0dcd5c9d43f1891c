import type { ClosingStep } from '../../../core/closing/types'
import type { Receipt } from '../../../core/receipts/types'
import type { BlockerHelp } from '../model/closeBlocker'
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
    case 'asItStands': return labels.asItStands
    case 'backToFunders': return labels.backToFunders
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
