/** What faults need to know about the frames of a protocol. */
export interface FrameFormat {
  /** Method, id and session of a request; empty texts and null if the frame cannot be read. */
  readRequest(text: string): { readonly method: string, readonly id: string, readonly sessionId: string | null }
  /** Id and method of a frame of the node. */
  readAnswer(text: string): { readonly id: string, readonly method: string, readonly isPush: boolean }
  /** The same answer with an id that differs by `by`, otherwise valid. */
  withOtherId(text: string, by: number): string
  /** A frame that was cut off: not valid JSON. */
  readonly garbage: string
  /** A valid frame of this many characters without meaning. */
  padding(characters: number): string
}

/** Another request id. Adds instead of subtracting if the result would not be above zero, as ids are. */
export function otherId(id: string, by: number): string {
  const other = BigInt(id) + BigInt(by)
  return String(other > 0n ? other : BigInt(id) - BigInt(by))
}

/** Fills the middle of a frame so that the whole has this many characters. */
export const padFrame = (head: string, tail: string, characters: number): string =>
  `${head}${'x'.repeat(Math.max(0, characters - head.length - tail.length))}${tail}`
