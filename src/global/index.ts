import type { SessionCloser, SessionCoSigner, WalletButton } from '../index'

/**
 * Types for apps that register the components globally, with `app.component('SessionCloser', SessionCloser)`. Such an app adds
 * `vue-nitrolite/global` to `types` in its tsconfig.json. Apps that import the components do not need this.
 */
declare module 'vue' {
  export interface GlobalComponents {
    SessionCloser: typeof SessionCloser
    SessionCoSigner: typeof SessionCoSigner
    WalletButton: typeof WalletButton
  }
}
