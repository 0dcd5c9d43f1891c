import { defineSessionCloser } from './defineSessionCloser'

export { createNitroliteClient } from '../core/client/createNitroliteClient'
export type * from './index'

defineSessionCloser()
