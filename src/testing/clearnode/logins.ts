import { Challenges } from './challenges'
import { LOGIN_TTL } from './tokens'

/** The logins of a node: the last activity of each wallet, and the open challenges. A restart forgets both. */
export class Logins {
  readonly challenges: Challenges
  readonly #clock: () => number
  readonly #activity = new Map<string, number>()

  constructor(clock: () => number, uuid: () => string) {
    this.#clock = clock
    this.challenges = new Challenges(clock, uuid)
  }

  begin(wallet: string): void {
    this.#activity.set(wallet, this.#clock())
  }

  /** Notes that the wallet is active. @returns false if its login has ended, after a day without activity */
  touch(wallet: string): boolean {
    const last = this.#activity.get(wallet)
    if (last === undefined || this.#clock() > last + LOGIN_TTL) return false
    this.#activity.set(wallet, this.#clock())
    return true
  }

  clear(): void {
    this.challenges.clear()
    this.#activity.clear()
  }
}
