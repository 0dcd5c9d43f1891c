import { afterAll, beforeAll, vi } from 'vitest'
import { javascriptSignatures } from '../../src/core/wallet/secp256k1'
import { nativeSigner } from '../../src/node'

/**
 * Lets the native addon sign and recover for the checks of the core within one test file. Both compute the same bytes, so only the
 * processor time differs.
 */
export function useNativeRecovery(): void {
  beforeAll(() => {
    const native = nativeSigner()
    vi.spyOn(javascriptSignatures, 'recover').mockImplementation(native.recover)
    vi.spyOn(javascriptSignatures, 'sign').mockImplementation(native.sign)
  })
  afterAll(() => { vi.restoreAllMocks() })
}
