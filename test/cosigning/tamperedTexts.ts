import type { Address } from '../../src/core'
import { fromText, toText } from '../../src/core/cosigning/codec/texts'
import { FIELD_MUTATIONS } from './fieldMutations'
import { putTogether, takeApart } from './looseProposal'
import type { Draw, Reading } from './reading'
import { TEXT_MUTATIONS } from './textMutations'

/** A text that was changed on its way. */
export interface TamperedText {
  /** What was done to it. */
  readonly name: string
  readonly text: string
  readonly reading: Reading
}

/** How many ways there are to change a text. */
export const MUTATION_COUNT = TEXT_MUTATIONS.length + FIELD_MUTATIONS.length

/** Numbers that look random and depend on the seed alone. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ state >>> 15, state | 1)
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61)
    return ((mixed ^ mixed >>> 14) >>> 0) % limit
  }
}

/**
 * Changes the text of a valid proposal in one of the ways.
 * @param index from 0 up to, but without, `MUTATION_COUNT`
 * @param participants of the session of the proposal
 * @returns null if the proposal has nothing that this way could change
 */
export function tamper(text: string, participants: readonly Address[], index: number, draw: Draw): TamperedText | null {
  const onText = TEXT_MUTATIONS[index]
  if (onText) return { name: onText.name, reading: onText.reading, text: onText.change(text, draw) }
  const onField = FIELD_MUTATIONS[index - TEXT_MUTATIONS.length]
  if (!onField) throw new RangeError(`There is no mutation ${index}.`)
  const loose = takeApart(fromText('proposal', text))
  const changed = onField.change(loose, draw, participants)
  if (changed === null) return null
  const bytes = changed instanceof Uint8Array ? changed : putTogether(changed)
  const reading = typeof onField.reading === 'function' ? onField.reading(loose) : onField.reading
  return { name: onField.name, reading, text: toText('proposal', bytes) }
}
