import { NitroliteError } from './errors'

/**
 * Loads a part of the library that is loaded only when it is needed.
 * @throws `PAGE_OUTDATED`, whatever the runtime says: some servers answer with another page in place of a file that is gone
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  }
  catch (thrown) {
    throw new NitroliteError('PAGE_OUTDATED', {}, { cause: thrown })
  }
}
