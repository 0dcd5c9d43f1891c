export { observeRooms, type ObservedCloser, type ObserveRoomsOptions } from './observeRooms'
