import { NitroliteError } from '../errors/errors'

/**
 * The encryption of the platform.
 * @throws `ENCRYPTION_UNAVAILABLE` on a page that was not served over HTTPS
 */
export function subtleCrypto(): NonNullable<typeof crypto.subtle> {
  // The DOM types do not know that it can be missing.
  const { subtle } = crypto as { readonly subtle?: NonNullable<typeof crypto.subtle> }
  if (subtle === undefined) throw new NitroliteError('ENCRYPTION_UNAVAILABLE')
  return subtle
}
