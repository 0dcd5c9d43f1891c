import { NitroliteError, type NitroliteErrorCode } from '../errors/errors'
import type { UpgradeRefusal } from './upgradeRefusal'

/** Why a socket ended: the code of the socket's close event, or a phrase. */
export type CloseCode = number | string

/** Why a socket closed unexpectedly, if the runtime reports a reason. */
export interface SocketFailure {
  readonly closeCode: CloseCode
  /** What the server answered instead of opening a WebSocket; null if it did open one, or if the runtime does not say. */
  readonly refusal: UpgradeRefusal | null
  /** The error of the runtime; undefined if the runtime reports none, as in browsers. */
  readonly cause: unknown
}

const CODES_BY_STATUS: Readonly<Record<number, NitroliteErrorCode>> = {
  401: 'CONNECTION_UNAUTHORIZED',
  403: 'CONNECTION_UNAUTHORIZED',
  429: 'CONNECTION_RATE_LIMITED',
  503: 'CONNECTION_UNAVAILABLE',
}

/** The codes of Node.js for a certificate that it does not trust (Node.js documentation, "X509 certificate error codes"). */
const CERTIFICATE_CODES: ReadonlySet<unknown> = new Set([
  'CERT_CHAIN_TOO_LONG', 'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REJECTED', 'CERT_REVOKED', 'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH', 'INVALID_CA',
  'INVALID_PURPOSE', 'PATH_LENGTH_EXCEEDED', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** How many causes of an error are looked at, one behind the other. */
const LONGEST_CHAIN = 5

/** An error and its causes, the outermost first. */
function causesOf(thrown: unknown): Error[] {
  const chain: Error[] = []
  const isError = (value: unknown): value is Error => typeof value === 'object' && value !== null && 'message' in value
  for (let next = thrown; isError(next) && chain.length < LONGEST_CHAIN; next = next.cause) chain.push(next)
  return chain
}

/**
 * @param url address of the node
 * @param isReady whether the connection was in use before its socket ended
 */
export function errorOfFailure({ closeCode, refusal, cause }: SocketFailure, url: string, isReady: boolean): NitroliteError {
  const options = cause === undefined ? undefined : { cause }
  // `method` completes the sentence of the error. The errors of the requests in flight name theirs.
  if (isReady) return new NitroliteError('CONNECTION_LOST', { url, closeCode, method: 'further requests' }, options)
  if (refusal) {
    const { status, retryAfter } = refusal
    const seconds = retryAfter > 0 ? { retryAfter: Math.ceil(retryAfter / 1_000) } : {}
    return new NitroliteError(CODES_BY_STATUS[status] ?? 'CONNECTION_FAILED', { url, closeCode, status, ...seconds }, options)
  }
  const causes = causesOf(cause)
  const untrusted = causes.find(error => 'code' in error && CERTIFICATE_CODES.has(error.code))
  // The innermost error says most: the outer ones of Node's own WebSocket are the same for every failure.
  const reason = (untrusted ?? causes.at(-1))?.message
  return new NitroliteError(untrusted ? 'CERTIFICATE_UNTRUSTED' : 'CONNECTION_FAILED', {
    url, closeCode, ...(reason !== undefined && { reason }),
  }, options)
}
