export interface Person {
  readonly name: string
  readonly address: `0x${string}`
  readonly privateKey: `0x${string}`
}

export const server: Person
export const players: readonly Person[]
