import type { InstalledWallet } from '../../browser/installedWallets'
import type { Address } from '../../core/types'
import type { WalletButtonLabels } from '../../texts/walletLabels'

/** Props of `<WalletButton>`. */
export interface WalletButtonProps {
  /** Texts that replace those of the app's language. */
  labels?: Partial<WalletButtonLabels> | undefined
}

/** Slots of `<WalletButton>`. */
export interface WalletButtonSlots {
  /** Replaces everything inside, and gets what it needs to connect. */
  default?(props: {
    wallets: readonly InstalledWallet[]
    /** The wallet that is connected, or was chosen to connect. */
    wallet: InstalledWallet | null
    /** Checksummed address of the wallet that is logged in. */
    account: Address | null
    isConnecting: boolean
    connect(wallet: InstalledWallet | string): Promise<void>
    disconnect(): void
  }): unknown
}
