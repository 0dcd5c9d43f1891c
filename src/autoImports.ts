/** The names that an app may use without importing them: every composable and every component of the Vue entry. */
export const AUTO_IMPORTS = {
  composables: [
    'useAllocations',
    'useAppSession',
    'useAppSessions',
    'useCloseSession',
    'useClosing',
    'useClosingHistory',
    'useCoSign',
    'useMissedClosings',
    'useNitrolite',
    'useNitroliteStore',
    'useWallets',
  ],
  components: [
    'SessionCloser',
    'SessionCoSigner',
    'WalletButton',
  ],
} as const
