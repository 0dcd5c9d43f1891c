import type { ErrorText } from '../errorText'

/** The wallet did not sign, or cannot. */
export const WALLET_ERRORS = {
  SIGNER_MISSING: {
    remedy: 'connect',
    what: 'There is no wallet to sign with.',
    why: 'No signer was passed to connect(), and the option signer is empty.',
    fix: 'Connect a wallet: pass a wallet or a key to connect(), or set the option signer.',
  },
  SIGNER_UNSUPPORTED: {
    remedy: 'connect',
    what: 'The signer was not recognised.',
    why: 'It is not an ethers v6 Signer or BrowserProvider, an EIP-1193 provider, a viem wallet client, a private key or an existing login.',
    fix: 'Pass one of these. Pass the value of a ref instead of the ref.',
  },
  SIGNER_MISMATCH: {
    remedy: 'connect',
    what: '[The signature was made by {actual}, but {expected} should have signed|{expected} should have signed, but the signature does not belong to this account|The signature was made by a different account than the connected one].',
    why: 'The wallet signed with another account, or changed what it signed.',
    fix: 'The signature was not sent. Choose [the account {expected}|the connected account] in the wallet and try again.',
  },
  SIGNER_CONTRACT: {
    remedy: 'connect',
    what: 'The wallet is a smart contract.',
    why: 'The node accepts only signatures that were made with a private key.',
    fix: 'The signature was not sent. Use a wallet that has a key of its own.',
  },
  WALLET_REJECTED: {
    remedy: 'tryAgain',
    what: 'The wallet declined to sign.',
    why: 'The request was rejected in the wallet.',
    fix: 'The request was not signed, so it was not sent. Try again and confirm in the wallet.',
  },
  WALLET_PENDING: {
    remedy: 'tryAgain',
    what: 'The wallet is busy.',
    why: 'An earlier request is still open in the wallet.',
    fix: 'Nothing was signed. Open the wallet, answer that request, and try again.',
  },
  WALLET_FAILED: {
    remedy: 'tryAgain',
    what: 'The wallet could not sign.',
    why: '[{reason}|It did not say why].',
    fix: 'Nothing was signed or sent. Check the wallet and try again.',
  },
  WALLET_ACCOUNT_CHANGED: {
    remedy: 'connect',
    what: 'The wallet has switched to another account.',
    why: 'It now uses [{account}|another account], so nothing more is signed with the earlier account.',
    fix: 'Connect again to continue with the new account.',
  },
  WALLET_NO_ACCOUNT: {
    remedy: 'connect',
    what: 'The wallet did not give an account.',
    why: 'It is locked, or it does not allow this page to use any of its accounts.',
    fix: 'Unlock the wallet, allow an account for this page, and connect again.',
  },
} as const satisfies Record<string, ErrorText>
