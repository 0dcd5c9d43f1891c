import { Magic } from 'magic-sdk'
import { useNitrolite } from 'vue-nitrolite'

/** Logs in with an embedded wallet: the person types a code that comes by email, and needs no wallet of their own. */
export function useMagicWallet(apiKey: string) {
  const { connect } = useNitrolite()
  const magic = new Magic(apiKey)
  return async (email: string) => {
    await magic.auth.loginWithEmailOTP({ email })
    await connect(magic.rpcProvider)
  }
}
