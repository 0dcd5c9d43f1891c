import * as v from 'valibot'
import type { DecodedFrame, EncodedRequest, FrameCodec } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import type { Address, Hex } from '../../types'
import { keccakOfText } from '../../wallet/keccak'
import { recoverDigestSigner } from '../../wallet/signature'
import { isNestedDeeper, memberText } from '../rawJson'
import * as schemas from './schemas'

/** What is hashed and signed of a request: `[id, method, params, ts]` as text. */
export interface RequestText {
  readonly id: number
  readonly method: string
  readonly ts: number
  readonly text: string
}

/**
 * Makes the bytes of a request, once; signature and frame are made of this very text.
 * @param ts Unix milliseconds
 */
export const encodeRequest = (id: number, method: string, params: unknown, ts: number): RequestText =>
  ({ id, method, ts, text: JSON.stringify([id, method, params, ts]) })

/** keccak256 over the bytes of the text, without the EIP-191 prefix (ClearNode 0.5.2, recorded). */
export const digestOf = (text: string): Hex => keccakOfText(text)

/** Puts the signed text and its signatures into a frame. */
export const toFrame = ({ text, ...request }: RequestText, signatures: readonly Hex[]): EncodedRequest =>
  ({ ...request, frame: `{"req":${text},"sig":${JSON.stringify(signatures)}}` })

/** Who signed what a node sent; null where the signature cannot be read. */
export const recoverNodeSigner = (signedText: string, signature: string): Address | null =>
  recoverDigestSigner(digestOf(signedText), signature)

const invalid = (raw: string, reason: string): DecodedFrame =>
  ({ kind: 'invalid', raw, error: new NitroliteError('FRAME_INVALID', { reason }) })

const readSignatures = (sig: unknown): Hex[] =>
  Array.isArray(sig) ? sig.filter((each): each is Hex => typeof each === 'string') : []

/** Nodes before 0.4 wrap what they answer into an array of one. */
const unwrap = (params: unknown): unknown => Array.isArray(params) && params.length === 1 ? params[0] : params

function errorText(params: unknown): string {
  const inner = unwrap(params)
  const error = inner !== null && typeof inner === 'object' ? (inner as { error?: unknown }).error : inner
  return typeof error === 'string' ? error : JSON.stringify(params)
}

/** Frames of the node are less than ten levels deep. */
const DEEPEST = 100

function decode(raw: string): DecodedFrame {
  // Depth is harmless here, but not to those who walk through what they are given.
  if (isNestedDeeper(raw, DEEPEST)) return invalid(raw, 'It is nested too deeply.')
  let parsed: unknown
  try {
    parsed = JSON.parse(raw)
  }
  catch {
    return invalid(raw, 'It is no JSON.')
  }
  const { res, err, sig } = Object(parsed) as { res?: unknown, err?: unknown, sig?: unknown }
  // A nitronode says in its own way that it cannot read this protocol.
  if (raw.startsWith('[4,0,') && Array.isArray(parsed)) {
    return { ...decode(JSON.stringify({ err: [0, 0, errorText(parsed[3]), parsed[4]] })), raw }
  }
  const common = { raw, signatures: readSignatures(sig) }
  const response = v.safeParse(schemas.response, res)
  if (!response.success) {
    const legacy = v.safeParse(schemas.legacyError, err)
    if (!legacy.success) return invalid(raw, 'It is no frame of NitroRPC 0.5.')
    const [id, , message, ts] = legacy.output
    return { kind: 'error', id, message, ts, signedText: memberText(raw, 'err') ?? '', ...common }
  }
  const [id, method, params, ts] = response.output
  const signedText = memberText(raw, 'res') ?? ''
  if (method === 'error') return { kind: 'error', id, message: errorText(params), ts, signedText, ...common }
  if (id === 0) return { kind: 'push', name: method, params: unwrap(params), ts, raw }
  return { kind: 'response', id, method, params: unwrap(params), ts, signedText, ...common }
}

/** Frames of NitroRPC 0.5 and of the legacy nodes before 0.4. */
export const nitroRpcCodec: FrameCodec = { decode }
