type Hex = `0x${string}`

interface Allocation {
  readonly participant: Hex
  readonly asset: string
  readonly amount: string
}

interface Person {
  readonly address: Hex
  readonly privateKey: Hex
}

interface Session {
  readonly participants: readonly Hex[]
  readonly weights: readonly number[]
  readonly quorum: number
  readonly allocations: readonly Allocation[]
}

export interface Scenario {
  readonly name: string
  readonly story: string
  /** Who closes the session. */
  readonly signer: Person
  readonly session: Session
  readonly allocations: readonly Allocation[]
}

export interface OpenScenario extends Scenario {
  readonly sessionId: string
}

export declare const people: Readonly<Record<'alice' | 'bob' | 'judge', Person>>
export declare const names: Readonly<Record<Hex, string>>
export declare const scenarios: readonly Scenario[]
export declare function openSessions(
  node: { createSession(seed: Session & { readonly application: string }): { readonly id: string } },
): OpenScenario[]
