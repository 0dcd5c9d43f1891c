/** Every text of `<WalletButton>`. */
export interface WalletButtonLabels {
  connect: string
  /** While the wallet is asked. */
  lookAtWallet: string
  cancel: string
  disconnect: string
  /** Names the list of wallets for screen readers. */
  chooseWallet: string
  /** Shown where no wallet is installed. */
  noWallet: string
  /** The person declined in the wallet. */
  declined: string
}

export const englishWalletLabels: Readonly<WalletButtonLabels> = {
  connect: 'Connect a wallet',
  lookAtWallet: 'Look at your wallet',
  cancel: 'Cancel',
  disconnect: 'Disconnect',
  chooseWallet: 'Installed wallets',
  noWallet: 'No wallet is installed in this browser. Install one, then reload the page.',
  declined: 'You declined to log in.',
}
