import type { CompleteTexts, ErrorText } from './errorText'
import { AMOUNT_ERRORS } from './texts/amounts'
import { CLOSING_ERRORS } from './texts/closing'
import { CONNECTION_ERRORS } from './texts/connection'
import { COSIGNING_ERRORS } from './texts/cosigning'
import { LIBRARY_ERRORS } from './texts/library'
import { LOGIN_ERRORS } from './texts/login'
import { NODE_ERRORS } from './texts/nodeErrors'
import { ROOM_ERRORS } from './texts/rooms'
import { SESSION_ERRORS } from './texts/session'
import { SETUP_ERRORS } from './texts/setup'
import { STORE_ERRORS } from './texts/store'
import { WALLET_ERRORS } from './texts/wallet'

/** The texts by area. A code gets its area by the file that it is written in. */
export const ERROR_AREAS = {
  setup: SETUP_ERRORS,
  library: LIBRARY_ERRORS,
  connection: CONNECTION_ERRORS,
  wallet: WALLET_ERRORS,
  login: LOGIN_ERRORS,
  session: SESSION_ERRORS,
  amounts: AMOUNT_ERRORS,
  closing: CLOSING_ERRORS,
  cosigning: COSIGNING_ERRORS,
  store: STORE_ERRORS,
  rooms: ROOM_ERRORS,
  node: NODE_ERRORS,
} as const satisfies Record<string, Record<string, ErrorText>>

/** What an error is about. */
export type ErrorArea = keyof typeof ERROR_AREAS

const TEXTS = {
  ...ERROR_AREAS.setup,
  ...ERROR_AREAS.library,
  ...ERROR_AREAS.connection,
  ...ERROR_AREAS.wallet,
  ...ERROR_AREAS.login,
  ...ERROR_AREAS.session,
  ...ERROR_AREAS.amounts,
  ...ERROR_AREAS.closing,
  ...ERROR_AREAS.cosigning,
  ...ERROR_AREAS.store,
  ...ERROR_AREAS.rooms,
  ...ERROR_AREAS.node,
}

/** Permanent code of an error. A code is never renamed and never given another meaning. */
export type NitroliteErrorCode = keyof typeof TEXTS

/** The English texts, letter by letter. Translations are compared with them. */
export type EnglishErrorTexts = typeof TEXTS

/**
 * The texts of every code and what helps against it, for apps that list or translate them. `ErrorText` explains the
 * placeholders; `describeError(code, data)` fills them in.
 */
export const ERROR_TABLE: Readonly<Record<NitroliteErrorCode, ErrorText>> = TEXTS satisfies CompleteTexts<typeof TEXTS>
