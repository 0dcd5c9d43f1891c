import { seededRandom } from '../../../src/testing'

/** Random choices, always the same ones for a seed. */
export class Dice {
  readonly random: () => number

  /** @param name different names give independent choices for the same seed */
  constructor(seed: number, name: string) {
    let salt = 0
    for (const character of name) salt = Math.imul(salt, 31) + character.charCodeAt(0)
    this.random = seededRandom(seed ^ salt)
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.random() * from.length)]
    if (picked === undefined) throw new RangeError('There is nothing to draw from.')
    return picked
  }

  /** A whole number from 1 to `most`, all equally likely. */
  from1To(most: number): number {
    return 1 + Math.floor(most * this.random())
  }

  /** A whole number of milliseconds from 0 up to `most`, short ones more likely. */
  wait(most: number): number {
    return Math.floor(this.random() ** 3 * most)
  }
}
