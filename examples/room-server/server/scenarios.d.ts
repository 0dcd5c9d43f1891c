import type { RoomResult } from 'vue-nitrolite/node'

export interface Scenario {
  readonly name: string
  readonly story: string
  readonly weights: readonly number[]
  readonly result: RoomResult
}

export const scenarios: readonly Scenario[]
export function needsPlayers(scenario: Pick<Scenario, 'weights'>): boolean
