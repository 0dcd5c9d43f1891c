/** A request that the node refuses. Its message is the text of the answer; the error itself never leaves the node. */
export class Refusal extends Error {}

/**
 * Chooses the text of a refusal. Where a real node walks a Go map, it names any one of several mistakes.
 * @param texts at least one; the mistakes in the embedded node's own order
 */
export type MistakeChoice = (texts: readonly string[]) => string

/** Refuses a request for one of several mistakes, if there are any. @throws Refusal */
export function refuseForAny(choose: MistakeChoice, mistakes: Iterable<string>): void {
  const texts = [...new Set(mistakes)]
  if (texts.length > 0) throw new Refusal(choose(texts))
}

/** Always names the first mistake, so that every run of an embedded node gives the same answers. */
export const firstMistake: MistakeChoice = ([text = '']) => text

/** The text with which the work was refused, or null if it was not. */
export function refusalOf(work: () => void): string | null {
  try {
    work()
    return null
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.message
    throw thrown
  }
}
