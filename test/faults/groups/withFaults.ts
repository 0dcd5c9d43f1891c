import type { Fault } from '../../../src/testing'
import type { Action, Scenario } from '../scenario'

/** The scenario with more faults of the node and the network. */
export const withFaults = (scenario: Scenario, faults: readonly Fault[]): Scenario =>
  ({ ...scenario, schedule: { ...scenario.schedule, faults: [...scenario.schedule.faults, ...faults] } })

/** The scenario with actions after the action of this index. */
export const withActions = (scenario: Scenario, index: number, actions: readonly Action[]): Scenario =>
  ({ ...scenario, actions: [...scenario.actions.slice(0, index + 1), ...actions, ...scenario.actions.slice(index + 1)] })

/** Index of the first action that closes a session. */
export const firstClose = ({ actions }: Scenario): number => actions.findIndex(({ kind }) => kind === 'close')
