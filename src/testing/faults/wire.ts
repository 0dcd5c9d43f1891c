/** What faults have to know of the frames of a protocol. */
export interface Wire {
  /** Method, id and session of a request; empty where it cannot be read. */
  readRequest(text: string): { readonly method: string, readonly id: string, readonly sessionId: string | null }
  /** Id and method of a frame of the node. */
  readAnswer(text: string): { readonly id: string, readonly method: string, readonly isPush: boolean }
  /** The same answer with another id, otherwise in order. Counts up where counting down would leave the ids. */
  withOtherId(text: string, by: number): string
  /** What arrives where a frame is garbled: no JSON. */
  readonly garbage: string
  /** A frame of so many characters that means nothing. */
  fakeFrame(characters: number): string
}

/** Another id of a request: above zero, which is no request's. */
export function otherId(id: string, by: number): string {
  const other = BigInt(id) + BigInt(by)
  return String(other > 0n ? other : BigInt(id) - BigInt(by))
}

/** Lengthens a frame in two parts to so many characters. */
export const padFrame = (head: string, tail: string, characters: number): string =>
  `${head}${'x'.repeat(Math.max(0, characters - head.length - tail.length))}${tail}`
