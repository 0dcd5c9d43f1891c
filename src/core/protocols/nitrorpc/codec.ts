import * as v from 'valibot'
import type { DecodedFrame, EncodedRequest, FrameCodec } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import type { Address, Hex } from '../../types'
import { keccakOfText } from '../../wallet/keccak'
import { recoverDigestSigner } from '../../wallet/signature'
import { nodeTextOf } from '../nodeText'
import { isNestedDeeper, memberText } from '../rawJson'
import * as schemas from './schemas'

/** A request before it is signed. */
export interface RequestText {
  readonly id: number
  readonly method: string
  /** Unix milliseconds. */
  readonly ts: number
  /** The JSON text of `[id, method, params, ts]`. Signatures are made over exactly this text. */
  readonly text: string
}

/**
 * Makes the text of a request. It is serialised only once: the signature and the frame both use this text.
 * @param ts Unix milliseconds
 */
export const encodeRequest = (id: number, method: string, params: unknown, ts: number): RequestText =>
  ({ id, method, ts, text: JSON.stringify([id, method, params, ts]) })

/** keccak256 of the text in UTF-8, without the EIP-191 prefix (ClearNode 0.5.2, recorded). */
export const digestOf = (text: string): Hex => keccakOfText(text)

/** Makes the frame of a request from its text and the signatures over it. */
export const toFrame = ({ text, ...request }: RequestText, signatures: readonly Hex[]): EncodedRequest =>
  ({ ...request, frame: `{"req":${text},"sig":${JSON.stringify(signatures)}}` })

/** The address that signed a text of the node, or null for a malformed signature. */
export const recoverNodeSigner = (signedText: string, signature: string): Address | null =>
  recoverDigestSigner(digestOf(signedText), signature)

const invalid = (raw: string, reason: string): DecodedFrame =>
  ({ kind: 'invalid', raw, error: new NitroliteError('FRAME_INVALID', { reason }) })

const readSignatures = (sig: unknown): Hex[] =>
  Array.isArray(sig) ? sig.filter((signature): signature is Hex => typeof signature === 'string') : []

/** Nodes before 0.4 wrap the params of an answer into an array of one element. */
const unwrap = (params: unknown): unknown => Array.isArray(params) && params.length === 1 ? params[0] : params

function errorText(params: unknown): string {
  const inner = unwrap(params)
  return nodeTextOf(inner !== null && typeof inner === 'object' && 'error' in inner ? inner.error : inner)
}

/** Frames of the node are less than ten levels deep. A deeper one could overflow the stack of code that walks through it. */
const MAX_DEPTH = 100

function decode(raw: string): DecodedFrame {
  if (isNestedDeeper(raw, MAX_DEPTH)) return invalid(raw, 'It is nested too deeply.')
  let parsed: unknown
  try {
    parsed = JSON.parse(raw)
  }
  catch {
    return invalid(raw, 'It is not valid JSON.')
  }
  const { res, err, sig } = Object(parsed) as { res?: unknown, err?: unknown, sig?: unknown }
  // The answer of a nitronode that cannot read this protocol: `[4, 0, method, { error }, ts]`.
  if (raw.startsWith('[4,0,') && Array.isArray(parsed)) {
    return { ...decode(JSON.stringify({ err: [0, 0, errorText(parsed[3]), parsed[4]] })), raw }
  }
  const common = { raw, signatures: readSignatures(sig) }
  // Only the answer to a close is checked for its signature, so the signed text is looked for when it is needed.
  const textOf = (member: string): string => memberText(raw, member) ?? ''
  const response = v.safeParse(schemas.response, res)
  if (!response.success) {
    const legacy = v.safeParse(schemas.legacyError, err)
    if (!legacy.success) return invalid(raw, 'It is not a frame of NitroRPC 0.5.')
    const [id, , message, ts] = legacy.output
    return { kind: 'error', id, message, ts, ...common, get signedText() { return textOf('err') } }
  }
  const [id, method, params, ts] = response.output
  if (id === 0 && method !== 'error') return { kind: 'push', name: method, params: unwrap(params), ts, raw }
  if (method === 'error') return { kind: 'error', id, message: errorText(params), ts, ...common, get signedText() { return textOf('res') } }
  return { kind: 'response', id, method, params: unwrap(params), ts, ...common, get signedText() { return textOf('res') } }
}

/** Frames of NitroRPC 0.5, and of the legacy nodes before 0.4. */
export const nitroRpcCodec: FrameCodec = { decode }
