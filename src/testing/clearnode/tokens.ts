import type { Address } from '../../core/types'
import { goJson } from '../formats/goJson'
import { rfc3339 } from '../formats/goTexts'
import type { Allowance } from './sessionKeys'
import type { NodeSigner } from './signing'

/** The terms of a login that a wallet has signed. */
export interface Policy {
  readonly wallet: Address
  readonly sessionKey: Address
  readonly scope: string
  readonly application: string
  readonly allowances: readonly Allowance[]
  /** Unix milliseconds. */
  readonly expiresAt: number
}

/** How long a token is valid, and how long a login lasts without a private call, in milliseconds. */
export const LOGIN_TTL = 24 * 60 * 60 * 1000

const utf8 = new TextEncoder()

/**
 * Creates a JWT with the claims of the recordings. It is signed by ES256K with the node's own key, while a real node has
 * a second key for ES256. Clients do not look into tokens, and only this node has to accept them.
 */
export function issueToken(policy: Policy, signer: NodeSigner, now: number): string {
  const seconds = Math.floor(now / 1000)
  const claims = goJson({
    policy: {
      wallet: policy.wallet,
      session_key: policy.sessionKey,
      scope: policy.scope,
      application: policy.application,
      allowance: policy.allowances.map(({ asset, amount }) => ({ asset, amount })),
      expiration: rfc3339(policy.expiresAt),
    },
    iss: 'clearnode',
    exp: seconds + LOGIN_TTL / 1000,
    nbf: seconds,
    iat: seconds,
  })
  const content = `${base64url(utf8.encode('{"alg":"ES256K","typ":"JWT"}'))}.${base64url(utf8.encode(claims))}`
  return `${content}.${tokenSignature(content, signer)}`
}

/** The policy in a token of this node; null for an expired token and for any other text. */
export function readToken(token: string, signer: NodeSigner, now: number): Policy | null {
  const [header, body, signature, ...rest] = token.split('.')
  if (header === undefined || body === undefined || signature === undefined || rest.length > 0) return null
  if (signature !== tokenSignature(`${header}.${body}`, signer)) return null
  // The signature proves that this node wrote the claims.
  const claims = JSON.parse(fromBase64url(body)) as {
    readonly policy: {
      readonly wallet: Address
      readonly session_key: Address
      readonly scope: string
      readonly application: string
      readonly allowance: readonly Allowance[]
      readonly expiration: string
    }
    readonly exp: number
  }
  if (now >= claims.exp * 1000) return null
  const { wallet, session_key, scope, application, allowance, expiration } = claims.policy
  return { wallet, sessionKey: session_key, scope, application, allowances: allowance, expiresAt: Date.parse(expiration) }
}

function tokenSignature(content: string, signer: NodeSigner): string {
  const hex = signer.signToken(content)
  return base64url(Uint8Array.from(hex.slice(2).match(/../g) ?? [], byte => Number.parseInt(byte, 16)))
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

function fromBase64url(text: string): string {
  const bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), char => char.charCodeAt(0))
  return new TextDecoder().decode(bytes)
}
