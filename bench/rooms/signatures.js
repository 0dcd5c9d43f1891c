import { nativeSigner } from 'vue-nitrolite/node'

/** The native addon, or null where it is not installed. */
export function optionalNativeSigner() {
  try {
    return nativeSigner()
  } catch {
    return null
  }
}
