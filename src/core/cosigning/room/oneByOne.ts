/**
 * Works on what comes from a room: one thing after the other, so that nobody can make this client ask its node too often, and no
 * more than a few things wait, so that nobody can fill its memory. What matters is sent again from time to time.
 */
export class OneByOne {
  readonly #most: number
  #waiting = 0
  #last: Promise<void> = Promise.resolve()

  /** @param most how many things wait at most, together with the one under way */
  constructor(most: number) {
    this.#most = most
  }

  /**
   * @param work never rejects
   * @returns false when too much is waiting already; then the work is never done
   */
  add(work: () => Promise<void>): boolean {
    if (this.#waiting >= this.#most) return false
    this.#waiting += 1
    this.#last = this.#last.then(work).finally(() => { this.#waiting -= 1 })
    return true
  }
}
