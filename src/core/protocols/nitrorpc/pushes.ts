import * as v from 'valibot'
import type { Hex } from '../../types'
import type { NodeChange } from '../protocol'
import * as schemas from './schemas'

/** Translates `bu` (balance update) and `asu` (app session update). Returns null for other pushes and for malformed ones. */
export function interpretPush(name: string, params: unknown): NodeChange | null {
  if (name === 'bu') {
    const read = v.safeParse(schemas.balanceUpdate, params)
    return read.success ? { kind: 'balances', balances: schemas.readable(read.output.balance_updates) } : null
  }
  if (name === 'asu') {
    const read = v.safeParse(schemas.sessionUpdate, params)
    return read.success ? { kind: 'session', sessionId: read.output.app_session.app_session_id as Hex } : null
  }
  return null
}
