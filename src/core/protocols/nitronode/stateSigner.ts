import type { Address, Hex } from '../../types'
import type { SessionKeyPolicy } from '../../wallet/types'

/** Signs states of sessions on behalf of a wallet. */
export interface StateSigner {
  /** The wallet that the signature counts for. */
  readonly wallet: Address
  /** The address that the signature recovers to: the wallet itself, or its session key. */
  readonly address: Address
  /** The policy that lets the session key sign for the wallet. Null if the wallet signs itself. */
  readonly policy: SessionKeyPolicy | null
  /** Whether the signatures are known to be by this address. */
  readonly isTrusted: boolean
  /**
   * Signs 32 bytes as a message (EIP-191).
   * @throws `WALLET_…`, `SIGNER_CONTRACT`, `SIGNER_MISMATCH`
   */
  signMessage(digest: Hex): Promise<Hex>
}
