/** A Firefox that the tests can start. */
export interface InstalledFirefox {
  readonly executablePath: string
  /** As Firefox prints it, such as "153.7.0esr". */
  readonly version: string
}

export function findFirefox(): InstalledFirefox | null
