import type { Magic as RealMagic } from 'magic-sdk'
import { wallet } from './wallet'

/** Its person always types the right code. */
export class Magic {
  readonly auth = { loginWithEmailOTP: async () => 'token' } as unknown as RealMagic['auth']
  readonly rpcProvider = wallet as unknown as RealMagic['rpcProvider']
}
