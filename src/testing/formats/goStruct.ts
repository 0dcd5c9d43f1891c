import { Refusal } from '../embedded/refusal'
import { arrayElements, objectMembers } from './jsonSlices'

const isUnsigned = (raw: string): boolean => /^\d+$/.test(raw)

/** Reads a JSON number as Go reads it into an unsigned integer; null where Go refuses it, as it does with `1.0` and `1e2`. */
export function readUnsigned(raw: string, bits: 8 | 32 | 64): bigint | null {
  if (raw === 'null') return 0n
  return isUnsigned(raw) && BigInt(raw) < 2n ** BigInt(bits) ? BigInt(raw) : null
}

/**
 * Reads the raw JSON of an object as Go reads it into a struct: missing and `null` members become zero values, names match
 * without regard to case, and a member of another type makes the node refuse the whole request. Numbers are read from their
 * text, because Go tells `1` from `1.0`.
 */
export class GoStruct {
  readonly #members: readonly { readonly key: string, readonly raw: string }[]
  readonly #failure: string

  /**
   * @param raw valid JSON
   * @param failure text of the refusal where a member has another type
   */
  constructor(raw: string, failure = 'failed to parse parameters') {
    this.#failure = failure
    if (raw === 'null') this.#members = []
    else if (raw.startsWith('{')) this.#members = objectMembers(raw)
    else throw new Refusal(failure)
  }

  text(name: string): string {
    return this.optionalText(name) ?? ''
  }

  /** Null where the member is missing or `null`, which differs from an empty text. */
  optionalText(name: string): string | null {
    const raw = this.#raw(name)
    return raw === 'null' ? null : this.#readText(raw)
  }

  texts(name: string): string[] {
    return this.#elements(name).map(raw => raw === 'null' ? '' : this.#readText(raw))
  }

  unsigned(name: string, bits: 8 | 32 | 64): bigint {
    return readUnsigned(this.#raw(name), bits) ?? this.#refuse()
  }

  optionalUnsigned(name: string, bits: 8 | 32 | 64): bigint | null {
    return this.#raw(name) === 'null' ? null : this.unsigned(name, bits)
  }

  flag(name: string): boolean {
    const raw = this.#raw(name)
    if (raw !== 'null' && raw !== 'true' && raw !== 'false') this.#refuse()
    return raw === 'true'
  }

  struct(name: string): GoStruct {
    return new GoStruct(this.#raw(name), this.#failure)
  }

  structs(name: string): GoStruct[] {
    return this.#elements(name).map(raw => new GoStruct(raw, this.#failure))
  }

  #elements(name: string): string[] {
    const raw = this.#raw(name)
    if (raw === 'null') return []
    return raw.startsWith('[') ? arrayElements(raw) : this.#refuse()
  }

  #readText(raw: string): string {
    return raw.startsWith('"') ? JSON.parse(raw) as string : this.#refuse()
  }

  /** Where several members match, Go assigns one after the other, so the last one wins. */
  #raw(name: string): string {
    return this.#members.findLast(({ key }) => key.toLowerCase() === name)?.raw ?? 'null'
  }

  #refuse(): never {
    throw new Refusal(this.#failure)
  }
}
