import type { MistakeChoice } from '../../src/testing'

/** Lets an embedded node name the mistake that the recorded node named. */
export function followMistakes(recordedAnswer: () => string): { readonly choose: MistakeChoice, readonly count: () => number } {
  let choices = 0
  return {
    choose: (texts) => {
      if (texts.length > 1) choices++
      return texts.find(text => recordedAnswer().includes(JSON.stringify(text))) ?? texts[0] ?? ''
    },
    count: () => choices,
  }
}
