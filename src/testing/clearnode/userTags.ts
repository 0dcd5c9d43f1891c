const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Short names that the node gives to wallets at their first login. The list of transactions shows them. */
export class UserTags {
  readonly #random: () => number
  readonly #tags = new Map<string, string>()

  constructor(random: () => number) {
    this.#random = random
  }

  of(wallet: string): string | undefined {
    return this.#tags.get(wallet)
  }

  walletOf(tag: string): string | undefined {
    return [...this.#tags].find(([, known]) => known === tag)?.[0]
  }

  ensure(wallet: string): void {
    if (this.#tags.has(wallet)) return
    const taken = new Set(this.#tags.values())
    let tag: string
    do {
      tag = Array.from({ length: 6 }, () => ALPHABET.charAt(Math.floor(this.#random() * ALPHABET.length))).join('')
    } while (taken.has(tag))
    this.#tags.set(wallet, tag)
  }
}
