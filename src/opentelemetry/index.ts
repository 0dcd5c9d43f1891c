export { observeRooms, type ObserveRoomsOptions } from './observeRooms'
export type { ObservedCloser } from './observedCloser'
