import { Refusal } from '../embedded/refusal'
import { parseDecimal, ZERO, type Decimal } from './decimal'
import { wellFormed } from './goJson'
import { arrayElements, objectMembers } from './jsonSlices'

const INTEGER = /^-?\d+$/

/** Reads a JSON number as Go reads it into an unsigned integer; null if Go refuses it, as it does with `1.0` and `1e2`. */
export function readUnsigned(raw: string, bits: 8 | 32 | 64): bigint | null {
  if (raw === 'null') return 0n
  return /^\d+$/.test(raw) && BigInt(raw) < 2n ** BigInt(bits) ? BigInt(raw) : null
}

/**
 * The form in which Go compares the names of members: without regard to case. By Unicode, `ſ` (U+017F) is an `s`, and
 * `K` (U+212A) is a `k`, which `toLowerCase` knows.
 */
export const foldName = (name: string): string => name.toLowerCase().replaceAll('\u017f', 's')

/**
 * Reads the raw JSON of an object as Go reads it into a struct: missing and `null` members become zero values, names match
 * by `foldName`, and a member of another type makes the node refuse the whole request. Numbers are read from their text,
 * because Go tells `1` from `1.0`.
 *
 * Where several members match one field, Go assigns them one after the other. A later text, number or amount replaces the
 * earlier one, `null` leaves it as it is, and a later object sets only the members that it has. The elements of a later
 * list are assigned to the elements of the earlier one in the same way, so what they do not set is left over.
 */
export class GoStruct {
  readonly #members: readonly { readonly key: string, readonly raw: string }[]
  readonly #failure: string

  /**
   * @param assigned valid JSON; a list where Go assigns several values one after the other
   * @param failure text of the refusal if a member has another type
   */
  constructor(assigned: string | readonly string[], failure = 'failed to parse parameters') {
    this.#failure = failure
    this.#members = [assigned].flat().flatMap((raw) => {
      if (raw === 'null') return []
      return raw.startsWith('{') ? objectMembers(raw) : this.#refuse()
    })
  }

  text(name: string): string {
    return this.#readText(this.#values(name))
  }

  /** Null if the member is missing or `null`, which differs from an empty text. */
  optionalText(name: string): string | null {
    const values = this.#values(name)
    const text = this.#readText(values)
    return isUnset(values) ? null : text
  }

  texts(name: string): string[] {
    return this.#list(name, assigned => this.#readText(assigned))
  }

  unsigned(name: string, bits: 8 | 32 | 64): bigint {
    return this.#assign(this.#values(name), 0n, raw => readUnsigned(raw, bits))
  }

  optionalUnsigned(name: string, bits: 8 | 32 | 64): bigint | null {
    const number = this.unsigned(name, bits)
    return isUnset(this.#values(name)) ? null : number
  }

  /** A list of signed integers of 64 bits. */
  integers(name: string): bigint[] {
    return this.#list(name, assigned => this.#assign(assigned, 0n, (raw) => {
      const value = INTEGER.test(raw) ? BigInt(raw) : null
      return value === null || BigInt.asIntN(64, value) !== value ? null : value
    }))
  }

  /** An exact amount, which the request may give as a text or as a number. */
  decimal(name: string): Decimal {
    return this.#assign(this.#values(name), ZERO, (raw) => {
      // Go takes the quotes away, but keeps the escapes between them.
      return parseDecimal(raw.length > 2 && raw.startsWith('"') ? raw.slice(1, -1) : raw)
    })
  }

  flag(name: string): boolean {
    return this.#assign(this.#values(name), false, raw => raw === 'true' || (raw === 'false' ? false : null))
  }

  struct(name: string): GoStruct {
    return new GoStruct(this.#values(name), this.#failure)
  }

  /** A list of objects. @param read reads one of them */
  structs<T>(name: string, read: (fields: GoStruct) => T): T[] {
    return this.#list(name, assigned => read(new GoStruct(assigned, this.#failure)))
  }

  /** The raw values of the members that match a field, in the order in which Go assigns them. */
  #values(name: string): string[] {
    return this.#members.filter(({ key }) => foldName(key) === name).map(({ raw }) => raw)
  }

  #list<T>(name: string, read: (assigned: readonly string[]) => T): T[] {
    let slots: string[][] = []
    let length = 0
    for (const raw of this.#values(name)) {
      const elements = this.#readElements(raw)
      // A shorter list keeps the memory behind its end for a later, longer one. Only an empty list gives it up.
      if (elements.length === 0) slots = []
      for (const [index, element] of elements.entries()) (slots[index] ??= []).push(element)
      length = elements.length
    }
    // The elements behind the end are read too, because a wrong type in one of them spoils the request.
    return slots.map(read).slice(0, length)
  }

  #readElements(raw: string): string[] {
    if (raw === 'null') return []
    return raw.startsWith('[') ? arrayElements(raw) : this.#refuse()
  }

  #readText(assigned: readonly string[]): string {
    return this.#assign(assigned, '', raw => raw.startsWith('"') ? wellFormed(JSON.parse(raw) as string) : null)
  }

  /** @param read gives null if Go refuses the value */
  #assign<T>(assigned: readonly string[], zero: T, read: (raw: string) => T | null): T {
    return assigned.reduce((earlier, raw) => raw === 'null' ? earlier : read(raw) ?? this.#refuse(), zero)
  }

  #refuse(): never {
    throw new Refusal(this.#failure)
  }
}

/** Whether Go leaves a pointer at nil. */
const isUnset = (assigned: readonly string[]): boolean => (assigned.at(-1) ?? 'null') === 'null'
