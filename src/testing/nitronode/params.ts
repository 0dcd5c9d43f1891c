import type { Address, Hex } from '../../core/types'
import { Refusal } from '../embedded/refusal'
import { isHexAddress, walletOf } from '../formats/addresses'
import { parseDecimal, type Decimal } from '../formats/decimal'

const PARAMETERS = 'failed to parse parameters'

type Fields = Readonly<Record<string, unknown>>

/** @throws Refusal */
export function readFields(value: unknown, text = PARAMETERS): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal(text)
  return value as Fields
}

export function readText(value: unknown, text = PARAMETERS): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw new Refusal(text)
  return value
}

export function readList(value: unknown, text = PARAMETERS): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new Refusal(text)
  return value
}

export function readCount(value: unknown, text = PARAMETERS): bigint {
  if (value === undefined) return 0n
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new Refusal(text)
  return BigInt(value)
}

/** Reads a decimal text of up to 20 digits. @throws Refusal */
export function readUint64(value: unknown, text: string): bigint {
  if (typeof value !== 'string') throw new Refusal(PARAMETERS)
  if (!/^\d{1,20}$/.test(value)) throw new Refusal(text)
  return BigInt(value)
}

export function readAmount(value: unknown, text: string): Decimal {
  const amount = parseDecimal(readText(value))
  if (!amount) throw new Refusal(text)
  return amount
}

export function readAddress(value: unknown, text: string): Address {
  const address = readText(value)
  if (!isHexAddress(address)) throw new Refusal(text)
  return walletOf(address)
}

export const isSessionId = (value: string): value is Hex => /^0x[0-9a-f]{64}$/i.test(value)
