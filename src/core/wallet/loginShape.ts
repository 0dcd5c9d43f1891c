import * as v from 'valibot'
import type { Address, Hex } from '../types'
import type { KeptLogin } from './loginStore'

const hex = v.custom<Hex>(value => typeof value === 'string' && value.startsWith('0x'))
const address = v.custom<Address>(value => typeof value === 'string' && value.startsWith('0x'))

const keptLogin: v.GenericSchema<KeptLogin> = v.looseObject({
  privateKey: hex,
  policy: v.looseObject({
    wallet: address,
    sessionKey: address,
    application: v.string(),
    scope: v.string(),
    expiresAt: v.number(),
    challenge: v.string(),
    signature: hex,
  }),
  jwt: v.string(),
})

/** Whether what a store has kept is a login. Unknown fields pass. */
export const isKeptLogin = (value: unknown): value is KeptLogin => v.is(keptLogin, value)
