import type { Eip1193ProviderLike } from 'vue-nitrolite'

declare global {
  interface Window {
    /** The wallet that a browser extension has put into the page. */
    ethereum?: Eip1193ProviderLike
  }
}
