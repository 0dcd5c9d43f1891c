import { expect, it } from 'vitest'
import { javascriptSignatures } from '../../wallet/secp256k1'
import { createPrivateKey, sessionKeyFromPrivateKey } from '../../wallet/sessionKey'
import type { KeptLogin } from '../../wallet/loginStore'
import type { Hex } from '../../types'
import { makeEachKeyOnce } from './delegation'

const DIGEST: Hex = `0x${'12'.repeat(32)}`

function keptLogin(): KeptLogin {
  const privateKey = createPrivateKey()
  const { address } = sessionKeyFromPrivateKey(privateKey)
  return {
    privateKey, jwt: '',
    policy: { wallet: address, sessionKey: address, application: 'test-app', scope: '', challenge: '', expiresAt: 2_000_000_000, signature: '0x' },
  }
}

it('a session key of nitronode is made from its private key once, however many states it signs, and each login has its own key', async () => {
  let made = 0
  const keyOf = makeEachKeyOnce({ ...javascriptSignatures, publicKeyOf: (key) => {
    made += 1
    return javascriptSignatures.publicKeyOf(key)
  } })
  const [login, other] = [keptLogin(), keptLogin()]
  const signatures = [await keyOf(login).signDigest(DIGEST), await keyOf(login).signDigest(DIGEST)]
  expect(made).toBe(1)
  expect(new Set(signatures)).toEqual(new Set([await sessionKeyFromPrivateKey(login.privateKey).signDigest(DIGEST)]))
  expect([keyOf(login).address, keyOf(other).address]).toEqual([login.policy.sessionKey, other.policy.sessionKey])
  expect(made).toBe(2)
})
