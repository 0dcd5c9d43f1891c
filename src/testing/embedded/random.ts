/** A number from 0 up to 1 from the runtime's cryptographic source. */
export function cryptoRandom(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
  return word / 2 ** 32
}

/** A random UUID. Not `crypto.randomUUID`, which exists on secure origins only and takes no source. */
export function uuidFrom(random: () => number): string {
  const bytes = Array.from({ length: 16 }, (_, index) => {
    const byte = Math.floor(random() * 256)
    if (index === 6) return (byte & 0x0f) | 0x40
    return index === 8 ? (byte & 0x3f) | 0x80 : byte
  })
  const hex = bytes.map(byte => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
