export { defineSessionCloser, type DefineSessionCloserOptions } from './defineSessionCloser'
export type {
  SessionCloserElement, SessionCloserElementProperties, SessionCloserEventMap, SessionCloserSlotName,
} from './types'
