import type { ClosingHistory } from '../history/types'
import type { Journal } from '../journal/journal'
import type { Peers } from '../peers/peers'
import type { ProtocolMemory } from '../protocols/protocolMemory'
import type { LoginStore } from '../wallet/loginStore'

/**
 * Where a client keeps what later clients need. Each part can be given alone. `false` keeps a part in memory only.
 * `createBrowserPersistence()` of `vue-nitrolite/browser` returns all parts for a page.
 */
export interface KeepOptions {
  /**
   * Where closings are written down before they are sent. `false`: in memory, shared by all clients of the page or process;
   * they do not survive a reload.
   * @default false
   */
  readonly closings?: Journal | false
  /**
   * Where logins are kept for later pages, other tabs and other processes. Processes that act for the same wallet need it:
   * the node accepts one session key for each wallet and application (ClearNode 0.5). `false`: nowhere, so each client asks
   * the wallet once.
   * @default false
   */
  readonly logins?: LoginStore | false
  /** Where ended closings are kept. `false`: in memory, the latest 1,000. @default false */
  readonly history?: ClosingHistory | false
  /**
   * How clients that share `closings` communicate. `false`: clients of the same page or process do, others do not.
   * @default false
   */
  readonly tabs?: Peers | false
  /**
   * Where it is remembered which protocol the node speaks, for the option `protocol: 'auto'`. The node is still asked at every
   * connection. `false`: in memory, shared by all clients of the page or process.
   * @default false
   */
  readonly protocols?: ProtocolMemory | false
}

/** `keep: false`, part by part. */
export const KEEP_NOTHING: Required<KeepOptions> = {
  closings: false, logins: false, history: false, tabs: false, protocols: false,
}
